//! What a crate has over its resources: the catalogue of its actions, transports for tests, and its program.

use quote::quote;

use super::Sink;
use super::file::RustFile;
use super::ident::ident;
use crate::model::Api;

/// Adds `catalog.rs`, `testing.rs` and `main.rs`.
pub fn emit(api: &Api, out: &mut Sink<'_>) {
    out.rust("catalog.rs", catalog());
    out.rust("testing.rs", testing());
    out.text("main.rs", &program(api));
}

fn catalog() -> RustFile {
    let mut file = RustFile::default();
    file.declare(quote! {
        #[doc(no_inline)]
        pub use actiongen_runtime::catalog::{Action, Catalog};
    });
    file.push(quote! {
        #[doc = " Every action of the service as data, and the way to run it from JSON: whatever features of resources are on."]
        #[must_use]
        pub fn catalog() -> &'static Catalog {
            static CATALOG: LazyLock<Catalog> =
                LazyLock::new(|| Catalog::embedded(include_str!("../schema/catalog.json")));
            &CATALOG
        }
    });
    file
}

fn testing() -> RustFile {
    let mut file = RustFile::default();
    file.declare(quote! {
        #[doc(no_inline)]
        pub use actiongen_runtime::testing::*;
    });
    file.declare(quote! {
        #[doc = " A transport that answers the requests of the samples as the samples say, and no others."]
        #[must_use]
        pub fn from_samples() -> SampleTransport {
            SampleTransport::new(include_str!("../schema/samples.json"))
        }
    });
    file
}

fn program(api: &Api) -> String {
    let crate_name = ident(format!("{}_actions", api.name));
    let mut file = RustFile::default();
    file.declare(quote! {
        use std::process::ExitCode;
    });
    file.declare(quote! {
        fn main() -> ExitCode {
            actiongen_runtime::cli::main(#crate_name::catalog(), env!("CARGO_PKG_VERSION"))
        }
    });
    format!("//! The program `{}`: its actions, from the command line.\n\n{}", api.name, file.print())
}
