//! `tests/samples/typed.rs`: every action as a typed call of an input document, for tests that compare the typed path with
//! the path of those who hold JSON.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::action::{Part, parameters};
use super::file::RustFile;
use super::ident::ident;
use super::scope::{Deserialize, Scope};
use super::value::rust_type;
use crate::model::{Action, ActionKind, Api, Type};

/// The file.
pub fn file(api: &Api, crate_name: &Ident) -> RustFile {
    let mut file = RustFile::default();
    file.offer(quote!(#crate_name), api.resources.iter().map(|resource| resource.name.clone()));
    file.offer(
        quote!(actiongen_runtime::testing),
        ["TypedAction", "TypedCall", "part", "path", "query", "scalar_path"].map(str::to_owned),
    );
    let scope = Scope { api, resource: None, deserialize: Deserialize::Feature };
    let entries = api.actions().map(|(_, action)| {
        let id = &action.id;
        let call = call(action, scope);
        let document = if parameters(action, scope).is_empty() { quote!(_) } else { quote!(document) };
        quote!((#id, |#document| Ok(#call)))
    });
    file.push(quote! {
        #[doc = " How an input document of each action is read as a typed call."]
        pub static ACTIONS: &[(&str, TypedAction)] = &[#(#entries),*];
    });
    file
}

fn call(action: &Action, scope: Scope<'_>) -> TokenStream {
    let given = parameters(action, scope).into_iter().map(|parameter| {
        let read = match parameter.part {
            Part::Path(field) => {
                let wire = &field.wire;
                if !field.accepts.is_empty() {
                    let ty = rust_type(&field.ty, scope);
                    let read = quote!(scalar_path::<#ty>(document, #wire)?);
                    return if parameter.is_borrowed { quote!(&#read) } else { read };
                }
                match &field.ty {
                    // The type behind a `&str` and a slice has to be named, any other follows from the function.
                    Type::Text(_) => quote!(path::<String>(document, #wire)?),
                    _ => quote!(path(document, #wire)?),
                }
            }
            Part::Body(Type::List(_)) => quote!(part::<Vec<_>>(document, "body")?),
            Part::Body(_) => quote!(part(document, "body")?),
            Part::Query => quote!(query(document)?),
            Part::Input => {
                let ty = action.steps().map(|steps| scope.path(steps.input));
                quote!(part::<#ty>(document, "input")?)
            }
        };
        if parameter.is_borrowed { quote!(&#read) } else { read }
    });
    match &action.kind {
        ActionKind::Steps(_) => quote!(TypedCall::of_input(#(#given),*)),
        ActionKind::Endpoint(_) => {
            let resource = ident(action.id.split('.').next().unwrap_or_default());
            let method = ident(&action.name);
            quote!(TypedCall::new(#resource::calls::#method(#(#given),*)))
        }
    }
}
