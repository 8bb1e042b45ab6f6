//! Parcels on their way, for the shop's own programs.

pub mod parcels {
    include!(concat!(env!("OUT_DIR"), "/actions/mod.rs"));
}

use actiongen_runtime::Error;
use parcels::Client;
use parcels::shipments::{ListQuery, ShipmentState};

/// The numbers of the shipments that wait for somebody to do something.
///
/// # Errors
/// What the carrier answered, or that it did not.
pub async fn stuck(client: &Client) -> Result<Vec<String>, Error> {
    let query = ListQuery::new().state([ShipmentState::Held, ShipmentState::Lost]);
    let shipments = client.shipments().list_stream(&query).try_collect().await?;
    Ok(shipments.into_iter().map(|shipment| shipment.number).collect())
}
