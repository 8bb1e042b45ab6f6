//! A client of the BigCommerce API.
