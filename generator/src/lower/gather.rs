//! The files of each service, decoded, with the places that messages need.

use crate::diagnostics::{Code, Problems};
use crate::names;
use crate::source::{At, Role, Sources, Span};
use crate::spec::decode::decode;
use crate::spec::{ActionFile, ServiceFile, TypeDecl, TypesFile};

/// A service as it was written.
pub struct Written<'a> {
    /// The folder.
    pub name: String,
    /// `service.yaml`; none where it could not be read.
    pub service: Option<(At<'a>, ServiceFile)>,
    /// The resources, in the order of their names.
    pub resources: Vec<WrittenResource<'a>>,
}

/// A resource as it was written.
pub struct WrittenResource<'a> {
    /// Its name.
    pub name: String,
    /// What the file of its types says of it.
    pub doc: Option<String>,
    /// Where its facts come from.
    pub source: Option<String>,
    /// Its types: those of the resource, then those of its actions.
    pub types: Vec<WrittenType<'a>>,
    /// Its actions, in the order of their names.
    pub actions: Vec<WrittenAction<'a>>,
    /// Actions whose file could not be read, which has been reported.
    pub unread_actions: Vec<String>,
    /// Whether a file that may declare types could not be read: a type that is not found may stand there.
    pub unread_types: bool,
}

/// A type as it was written.
pub struct WrittenType<'a> {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub name_span: Span,
    /// Its declaration.
    pub at: At<'a>,
    /// Its declaration.
    pub decl: TypeDecl,
}

/// An action as it was written.
pub struct WrittenAction<'a> {
    /// The second half of its id.
    pub name: String,
    /// Its file.
    pub at: At<'a>,
    /// Its file.
    pub file: ActionFile,
}

impl WrittenAction<'_> {
    /// Whether it is made of others, be it of steps that could not be read.
    pub fn is_made_of_steps(&self) -> bool {
        let is_refused = || self.at.get("steps").is_some_and(|steps| steps.node().is_refused());
        self.file.steps.is_some() || is_refused()
    }
}

/// Decodes all files, and puts them together by service and resource.
pub fn gather<'a>(sources: &'a Sources, problems: &mut Problems) -> Vec<Written<'a>> {
    let mut services: Vec<Written<'a>> = Vec::new();
    for file in sources.files() {
        let name = file.role.service();
        if !services.iter().any(|service| service.name == name) {
            if let Some(reason) = misnamed(name) {
                problems
                    .error(Code::FileName, file.id, format!("`{name}` is no name for a service: {reason}"))
                    .help(
                        "name the folder in snake_case, since it becomes a folder and part of a name in Rust",
                    );
            }
            services.push(Written { name: name.to_owned(), service: None, resources: Vec::new() });
        }
        let Some(service) = services.iter_mut().find(|service| service.name == name) else { continue };
        let at = file.at();
        match &file.role {
            Role::Service { .. } => {
                service.service = at.and_then(|at| Some((at, decode(at, problems)?)));
            }
            Role::Types { resource, .. } => {
                check_name(resource, "resource", file.id, problems);
                let resource = service.resource(resource);
                match at.and_then(|at| Some((at, decode::<TypesFile>(at, problems)?))) {
                    Some((at, types)) => resource.take_types(at, types),
                    None => resource.unread_types = true,
                }
            }
            Role::Action { resource, action, .. } => {
                check_name(resource, "resource", file.id, problems);
                check_name(action, "action", file.id, problems);
                let resource = service.resource(resource);
                match at.and_then(|at| Some((at, decode::<ActionFile>(at, problems)?))) {
                    Some((at, decoded)) => resource.take_action(action, at, decoded),
                    None => {
                        resource.unread_types = true;
                        resource.unread_actions.push(action.clone());
                    }
                }
            }
        }
    }
    for service in &mut services {
        service.resources.sort_by(|a, b| a.name.cmp(&b.name));
    }
    services
}

impl<'a> Written<'a> {
    /// Whether the file of an action is there and could not be read, so that nothing is known of it but its id.
    pub fn is_unread(&self, id: &str) -> bool {
        let of = |resource: &WrittenResource<'_>| {
            resource.unread_actions.iter().any(|action| id == format!("{}.{action}", resource.name))
        };
        self.resources.iter().any(of)
    }

    fn resource(&mut self, name: &str) -> &mut WrittenResource<'a> {
        let index = self.resources.iter().position(|resource| resource.name == name).unwrap_or_else(|| {
            self.resources.push(WrittenResource {
                name: name.to_owned(),
                doc: None,
                source: None,
                types: Vec::new(),
                actions: Vec::new(),
                unread_actions: Vec::new(),
                unread_types: false,
            });
            self.resources.len() - 1
        });
        &mut self.resources[index]
    }
}

impl<'a> WrittenResource<'a> {
    fn take_types(&mut self, at: At<'a>, file: TypesFile) {
        self.doc = file.doc;
        self.source.clone_from(&file.source);
        let mut declared = written_types(at.key("types"), file.types);
        // The types of the resource come first, whichever file was read first.
        declared.append(&mut self.types);
        self.types = declared;
    }

    fn take_action(&mut self, name: &str, at: At<'a>, mut file: ActionFile) {
        self.types.extend(written_types(at.key("types"), file.types.take()));
        self.actions.push(WrittenAction { name: name.to_owned(), at, file });
    }
}

fn written_types<'a>(at: At<'a>, types: Option<crate::spec::Ordered<TypeDecl>>) -> Vec<WrittenType<'a>> {
    let types = types.unwrap_or_default();
    types
        .into_entries()
        .map(|(name, decl)| {
            let name_span = at.key_name(&name);
            WrittenType { name_span, at: at.key(&name), decl, name }
        })
        .collect()
}

/// Why a name of a file or folder will not do.
pub fn misnamed(name: &str) -> Option<&'static str> {
    if crate::output::is_device_name(name) {
        return Some("Windows keeps it for a device");
    }
    if name.len() > 64 {
        return Some("it is longer than 64 characters");
    }
    if names::field(name) != name {
        return Some("it is not in snake_case");
    }
    names::refusal(name)
}

fn check_name(name: &str, what: &str, file: crate::source::FileId, problems: &mut Problems) {
    if let Some(reason) = misnamed(name) {
        let problem =
            problems.error(Code::FileName, file, format!("`{name}` is no name for the {what}: {reason}"));
        problem.why("the path says what the file is called, and the name becomes one in Rust");
        let better = names::field(name);
        if misnamed(&better).is_none() {
            problem.help(format!("call it `{better}`"));
        }
    }
}
