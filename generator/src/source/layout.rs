//! What the path of a spec file says: which service it belongs to and what it holds.

/// What a file holds, by its path under the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// `<service>/service.yaml`
    Service {
        /// The service.
        service: String,
    },
    /// `<service>/types/<resource>.yaml`
    Types {
        /// The service.
        service: String,
        /// The resource whose types the file holds.
        resource: String,
    },
    /// `<service>/actions/<resource>/<action>.yaml`
    Action {
        /// The service.
        service: String,
        /// The resource, first half of the action's id.
        resource: String,
        /// The action, second half of its id.
        action: String,
    },
}

impl Role {
    /// What the file at `path` holds; `None` if no spec file stands there. Whether the names in it are
    /// good ones is not asked here.
    #[must_use]
    pub fn classify(path: &str) -> Option<Self> {
        let parts: Vec<&str> = path.split('/').collect();
        let own = str::to_owned;
        let stem = |name: &str| name.strip_suffix(".yaml").filter(|stem| !stem.is_empty()).map(own);
        match parts[..] {
            [service, "service.yaml"] => Some(Self::Service { service: own(service) }),
            [service, "types", file] => Some(Self::Types { service: own(service), resource: stem(file)? }),
            [service, "actions", resource, file] => {
                Some(Self::Action { service: own(service), resource: own(resource), action: stem(file)? })
            }
            _ => None,
        }
    }

    /// The service the file belongs to.
    #[must_use]
    pub fn service(&self) -> &str {
        match self {
            Self::Service { service } | Self::Types { service, .. } | Self::Action { service, .. } => service,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_say_what_files_are() {
        let types = Role::Types { service: "shop".into(), resource: "orders".into() };
        let action =
            Role::Action { service: "shop".into(), resource: "orders".into(), action: "list".into() };
        assert_eq!(Role::classify("shop/types/orders.yaml"), Some(types));
        assert_eq!(Role::classify("shop/actions/orders/list.yaml"), Some(action));
        for path in [
            "service.yaml",
            "shop/service.yml",
            "shop/other.yaml",
            "shop/types/deep/orders.yaml",
            "shop/actions/list.yaml",
            "shop/actions/orders/.yaml",
            "shop/actions/orders/deep/list.yaml",
        ] {
            assert_eq!(Role::classify(path), None, "{path}");
        }
    }
}
