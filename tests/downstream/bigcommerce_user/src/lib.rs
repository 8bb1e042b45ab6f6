//! A newsletter that signs people up as customers of a shop.

use bigcommerce_actions::customers::{CustomerChanges, ListQuery, NewCustomer};
use bigcommerce_actions::{Client, Error, ErrorKind};

/// Signs somebody up: creates the customer, or notes the wish on the one who is there already. Returns the ID.
///
/// # Errors
/// What the shop answered, or that it did not.
pub async fn sign_up(
    client: &Client,
    email: &str,
    first_name: &str,
    last_name: &str,
) -> Result<i32, SignUpError> {
    let customer =
        NewCustomer::new(email, first_name, last_name).accepts_product_review_abandoned_cart_emails(true);
    match client.customers().create(&[customer]).await {
        Ok(created) => created.first().map(|customer| customer.id).ok_or(SignUpError::Nobody),
        Err(error)
            if error.kind() == ErrorKind::Invalid
                && error.answer().is_some_and(|answer| answer.status() == 422) =>
        {
            let query = ListQuery::new().email_in([email]);
            let found = client.customers().list(&query).await?;
            let id = found.items.first().map(|customer| customer.id).ok_or(SignUpError::Nobody)?;
            client.customers().update(&[CustomerChanges::new(id).notes("Wants the newsletter.")]).await?;
            Ok(id)
        }
        Err(error) => Err(error.into()),
    }
}

/// Why somebody could not be signed up.
#[derive(Debug)]
pub enum SignUpError {
    /// The shop said yes and named nobody.
    Nobody,
    /// The call failed.
    Call(Error),
}

impl From<Error> for SignUpError {
    fn from(error: Error) -> Self {
        Self::Call(error)
    }
}
