//! Reading a description: names become indices, and what could not be executed is rejected.

use std::collections::{HashMap, HashSet};
use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{
    ActionDescription, BatchOver, CatalogError, Description, Expression, FORMAT, Field, Guard, Lookup,
    NumberBounds, Reference, RuleKind, StepsDescription, StringType, TemplatePart, Then, Type,
    TypeDefinition, TypeKind, TypeRef, Types,
};
use crate::decimal::Decimal;
use crate::endpoint::Paging;
use crate::pattern::Pattern;

/// How many unions may be nested directly in each other.
const MAX_NESTED_UNIONS: usize = 16;

impl Description {
    /// Reads a description, resolves every name in it, and checks that it can be executed.
    ///
    /// # Errors
    /// The first thing that is wrong with it, and where.
    pub fn read(text: &str) -> Result<Self, CatalogError> {
        let description: Self =
            serde_json::from_str(text).map_err(|error| CatalogError::new("", error.to_string()))?;
        description.resolve()
    }

    /// Resolves every name of a description that was built in memory, and checks that it can be executed.
    ///
    /// # Errors
    /// The first thing that is wrong with it, and where.
    pub fn resolve(mut self) -> Result<Self, CatalogError> {
        if self.format != FORMAT {
            let message =
                format!("format {} is not supported; this library reads format {FORMAT}", self.format);
            return Err(CatalogError::new("format", message));
        }
        let Self { types, actions, .. } = &mut self;
        types.resolve_names()?;
        for action in actions.iter_mut() {
            let location = format!("actions.{}", action.id);
            action.resolve(types).map_err(|message| CatalogError::new(location, message))?;
        }
        let mut by_id: HashMap<&str, &ActionDescription> = HashMap::new();
        for action in &self.actions {
            if by_id.insert(&action.id, action).is_some() {
                return Err(CatalogError::new(format!("actions.{}", action.id), "this id is used twice"));
            }
        }
        for action in &self.actions {
            self.check_action(action, &by_id)
                .map_err(|message| CatalogError::new(format!("actions.{}", action.id), message))?;
        }
        Ok(self)
    }

    fn check_action(
        &self,
        action: &ActionDescription,
        by_id: &HashMap<&str, &ActionDescription>,
    ) -> Result<(), String> {
        match (&action.endpoint, &action.steps) {
            (Some(endpoint), None) => check_endpoint(endpoint, action)?,
            (None, Some(steps)) => return self.check_steps(steps, by_id),
            _ => return Err("an action has either an `endpoint` or `steps`".to_owned()),
        }
        let list_of = |parameter: &str| {
            let query = action.request.query.as_ref()?;
            let field = self.types.record(query)?.fields.iter().find(|field| field.name == parameter)?;
            matches!(field.schema, Type::Array(_)).then_some(())
        };
        if action.success.is_empty() {
            return Err("`success` must name at least one status".to_owned());
        }
        if action.paging.is_some() && !matches!(action.response, Some(Type::Array(_))) {
            return Err("`paging` requires that `response` is an array".to_owned());
        }
        match action.batch.as_ref().map(|batch| &batch.over) {
            Some(BatchOver::Body) if action.request.body.is_none() => {
                return Err("`batch` splits the body, and there is none".to_owned());
            }
            Some(BatchOver::Query(parameter)) if list_of(parameter).is_none() => {
                return Err(format!("`batch` splits `query.{parameter}`, which is no list of the query"));
            }
            _ => {}
        }
        if let Some(reconcile) = &action.reconcile {
            let Some(looked_up) = by_id.get(reconcile.action.as_str()) else {
                return Err(format!("`reconcile` names an unknown action `{}`", reconcile.action));
            };
            if looked_up.endpoint.is_none() || !matches!(looked_up.response, Some(Type::Array(_))) {
                return Err(format!("`reconcile` needs a list, which `{}` does not return", looked_up.id));
            }
            if reconcile.path.len() != looked_up.request.path.len() {
                return Err("`reconcile` fills other path parameters than the look-up has".to_owned());
            }
            if let Lookup::Many { parameter, .. } = &reconcile.lookup {
                let fields = match &reconcile.query {
                    Some(Expression::Record { fields, .. }) => fields.as_slice(),
                    _ => &[],
                };
                if fields.iter().all(|field| field.name != *parameter) {
                    return Err(format!(
                        "`reconcile` looks up by `{parameter}`, which its query does not fill"
                    ));
                }
            }
            let known = HashMap::from([("item", 0)]);
            let expressions = reconcile.path.iter().chain(&reconcile.query);
            expressions.into_iter().try_for_each(|it| check_references(it, &known))?;
        }
        Ok(())
    }

    fn check_steps(
        &self,
        steps: &StepsDescription,
        by_id: &HashMap<&str, &ActionDescription>,
    ) -> Result<(), String> {
        let mut known = HashMap::from([("input", 0)]);
        for step in &steps.calls {
            let place = |message: String| format!("step `{}`: {message}", step.name);
            let Some(called) = by_id.get(step.call.as_str()) else {
                return Err(place(format!("there is no action `{}`", step.call)));
            };
            if called.endpoint.is_none() {
                return Err(place(format!("`{}` consists of steps itself", step.call)));
            }
            if called.is_partial() {
                return Err(place(format!("`{}` may succeed in part", step.call)));
            }
            if step.path.len() != called.request.path.len() {
                return Err(place("its path parameters do not match those of the action".to_owned()));
            }
            if step.expect.is_some() != matches!(called.response, Some(Type::Array(_))) {
                return Err(place("`expect` is for actions that return a list, which need it".to_owned()));
            }
            if let Some(Guard::Present(reference) | Guard::Absent(reference)) = &step.guard {
                check_reference(reference, &known).map_err(place)?;
            }
            let expressions = step.path.iter().chain(&step.query).chain(&step.body);
            expressions.into_iter().try_for_each(|it| check_references(it, &known)).map_err(place)?;
            if known.insert(step.name.as_str(), known.len()).is_some() {
                return Err(place("this name is used twice".to_owned()));
            }
        }
        let fields = self.types.record(&steps.output).map_or(0, |record| record.fields.len());
        if steps.values.len() != fields {
            return Err(format!("the output has {fields} fields, and {} values", steps.values.len()));
        }
        steps.values.iter().try_for_each(|value| check_references(value, &known))
    }
}

/// The method and the path of `POST /v3/customers/{id}`.
pub(crate) fn split_endpoint(endpoint: &str) -> Option<(http::Method, &str)> {
    let (method, path) = endpoint.split_once(' ')?;
    let method = http::Method::from_bytes(method.as_bytes()).ok()?;
    path.starts_with('/').then_some((method, path))
}

fn check_endpoint(endpoint: &str, action: &ActionDescription) -> Result<(), String> {
    let Some((_, path)) = split_endpoint(endpoint) else {
        return Err(format!("`{endpoint}` is no endpoint such as `GET /v3/customers`"));
    };
    let mut names = Vec::new();
    let mut rest = path;
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            return Err(format!("a `{{` is not closed in `{endpoint}`"));
        };
        names.push(name);
        rest = after;
    }
    let fields: Vec<&str> = action.request.path.iter().map(|field| field.name.as_str()).collect();
    let (named, declared): (HashSet<_>, HashSet<_>) = (names.iter().collect(), fields.iter().collect());
    if named != declared || declared.len() != fields.len() {
        return Err(format!("the parameters of `{endpoint}` and those of `request.path` differ"));
    }
    let parameter = action.paging.as_ref().map(Paging::parameter);
    if parameter == Some("") { Err("`paging` names no parameter".to_owned()) } else { Ok(()) }
}

fn check_reference(reference: &Reference, known: &HashMap<&str, usize>) -> Result<(), String> {
    match reference.0.first() {
        Some(root) if known.contains_key(root.as_str()) => Ok(()),
        _ => Err(format!("`{}` refers to nothing that is known there", reference.0.join("."))),
    }
}

fn check_references(expression: &Expression, known: &HashMap<&str, usize>) -> Result<(), String> {
    let check = |reference: &Reference| check_reference(reference, known);
    match expression {
        Expression::Const(_) => Ok(()),
        Expression::Ref(reference) | Expression::IsPresent(reference) => check(reference),
        Expression::FirstOf(references) => references.iter().try_for_each(check),
        Expression::Template(parts) => parts.iter().try_for_each(|part| match part {
            TemplatePart::Text(_) => Ok(()),
            TemplatePart::Ref(reference) => check(reference),
        }),
        Expression::NamesPresent(names) => names.iter().try_for_each(|named| check(&named.reference)),
        Expression::Record { fields, only_if } => {
            only_if.as_ref().map_or(Ok(()), check)?;
            fields.iter().try_for_each(|field| check_references(&field.value, known))
        }
        Expression::List(items) => items.iter().try_for_each(|item| check_references(item, known)),
    }
}

impl ActionDescription {
    fn resolve(&mut self, types: &Types) -> Result<(), String> {
        for field in &mut self.request.path {
            types.resolve_field(field)?;
        }
        if let Some(query) = &mut self.request.query {
            types.resolve_record(query)?;
        }
        if let Some(body) = &mut self.request.body {
            types.resolve_type(&mut body.schema)?;
        }
        if let Some(response) = &mut self.response {
            types.resolve_type(response)?;
        }
        if let Some(reconcile) = &mut self.reconcile {
            types.resolve_record(&mut reconcile.item)?;
        }
        if let Some(steps) = &mut self.steps {
            types.resolve_record(&mut steps.input)?;
            types.resolve_record(&mut steps.output)?;
        }
        Ok(())
    }
}

impl Types {
    /// Named types, each under its own name.
    #[must_use]
    pub fn new(definitions: Vec<TypeDefinition>) -> Self {
        let by_name = definitions.iter().enumerate().map(|(index, it)| (it.name.clone(), index)).collect();
        Self { definitions, by_name }
    }

    /// The types, in order.
    #[must_use]
    pub fn definitions(&self) -> &[TypeDefinition] {
        &self.definitions
    }

    /// The type of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&TypeDefinition> {
        self.definitions.get(*self.by_name.get(name)?)
    }

    /// The type that a reference of a resolved description leads to.
    #[must_use]
    pub fn definition(&self, reference: &TypeRef) -> Option<&TypeDefinition> {
        self.definitions.get(reference.index)
    }

    /// The record that a reference of a resolved description leads to, if it is one.
    #[must_use]
    pub fn record(&self, reference: &TypeRef) -> Option<&super::Record> {
        match &self.definition(reference)?.kind {
            TypeKind::Record(record) => Some(record),
            _ => None,
        }
    }

    /// Resolves the names of types that are used without a description, and checks that values of them can be checked.
    ///
    /// # Errors
    /// The first thing that is wrong with them, and where.
    pub fn resolve(mut self) -> Result<Self, CatalogError> {
        self.resolve_names()?;
        Ok(self)
    }

    fn resolve_names(&mut self) -> Result<(), CatalogError> {
        let definitions = std::mem::take(&mut self.definitions);
        let mut resolved = Vec::with_capacity(definitions.len());
        for mut definition in definitions {
            self.resolve_kind(&mut definition.kind)
                .map_err(|message| CatalogError::new(format!("types.{}", definition.name), message))?;
            resolved.push(definition);
        }
        self.definitions = resolved;
        self.mark_secrets();
        for definition in &self.definitions {
            self.check_kind(definition)
                .map_err(|message| CatalogError::new(format!("types.{}", definition.name), message))?;
        }
        Ok(())
    }

    /// Marks the types that have a secret inside, at whatever depth.
    fn mark_secrets(&mut self) {
        let leads_to = |ty: &Type| ty.leaf_ref().map(|reference| reference.index);
        let mut inside: Vec<Vec<usize>> = Vec::new();
        let mut marked = Vec::new();
        for (index, definition) in self.definitions.iter().enumerate() {
            let inner = match &definition.kind {
                TypeKind::Record(record) => {
                    if record.fields.iter().any(|field| field.secret) {
                        marked.push(index);
                    }
                    record.fields.iter().filter_map(|field| leads_to(&field.schema)).collect()
                }
                TypeKind::Enum(_) => Vec::new(),
                TypeKind::AnyOf(union) => {
                    union.alternatives.iter().filter_map(|it| leads_to(&it.schema)).collect()
                }
                TypeKind::Tagged(tagged) => tagged.variants.iter().map(|it| it.record.index).collect(),
            };
            inside.push(inner);
        }
        let mut holders: Vec<Vec<usize>> = vec![Vec::new(); inside.len()];
        for (holder, inner) in inside.iter().enumerate() {
            for held in inner {
                if let Some(holders) = holders.get_mut(*held) {
                    holders.push(holder);
                }
            }
        }
        while let Some(index) = marked.pop() {
            let Some(definition) = self.definitions.get_mut(index) else { continue };
            if !std::mem::replace(&mut definition.holds_secret, true) {
                marked.extend(holders.get(index).into_iter().flatten());
            }
        }
    }

    fn resolve_kind(&self, kind: &mut TypeKind) -> Result<(), String> {
        match kind {
            TypeKind::Record(record) => record.fields.iter_mut().try_for_each(|it| self.resolve_field(it)),
            TypeKind::Enum(_) => Ok(()),
            TypeKind::AnyOf(union) => {
                union.alternatives.iter_mut().try_for_each(|it| self.resolve_type(&mut it.schema))
            }
            TypeKind::Tagged(tagged) => {
                tagged.variants.iter_mut().try_for_each(|it| self.find(&mut it.record))
            }
        }
    }

    fn resolve_field(&self, field: &mut Field) -> Result<(), String> {
        self.resolve_type(&mut field.schema).map_err(|message| format!("`{}`: {message}", field.name))
    }

    pub(crate) fn resolve_type(&self, ty: &mut Type) -> Result<(), String> {
        match ty {
            Type::Array(array) => {
                if (array.min_items, array.max_items) != (None, None) && array.count().is_none() {
                    return Err("`min_items` is above `max_items`".to_owned());
                }
                self.resolve_type(&mut array.items)
            }
            Type::Map { values } => self.resolve_type(values),
            Type::Ref(reference) => self.find(reference),
            Type::String(bounds) => check_string(bounds),
            Type::Integer(bounds) | Type::Int32(bounds) => {
                check_bounds(bounds, |it| it.parse::<i64>().is_ok())
            }
            Type::Number(bounds) => check_bounds(bounds, |it| it.parse::<f64>().is_ok_and(f64::is_finite)),
            Type::Decimal(decimal) => check_bounds(&decimal.bounds, |it| Decimal::new(it).is_ok()),
            Type::Boolean { .. } | Type::Date | Type::DateTime { .. } | Type::Json => Ok(()),
        }
    }

    fn find(&self, reference: &mut TypeRef) -> Result<(), String> {
        match self.by_name.get(&reference.name) {
            Some(index) => {
                reference.index = *index;
                Ok(())
            }
            None => Err(format!("there is no type `{}`", reference.name)),
        }
    }

    fn resolve_record(&self, reference: &mut TypeRef) -> Result<(), String> {
        self.find(reference)?;
        match self.record(reference) {
            Some(_) => Ok(()),
            None => Err(format!("`{}` is no record", reference.name)),
        }
    }

    fn check_kind(&self, definition: &TypeDefinition) -> Result<(), String> {
        match &definition.kind {
            TypeKind::Record(record) => {
                let mut names = HashSet::new();
                if let Some(twice) = record.fields.iter().find(|field| !names.insert(field.name.as_str())) {
                    return Err(format!("the field `{}` is declared twice", twice.name));
                }
                for rule in &record.rules {
                    if let Some(unknown) = rule.rule.fields().into_iter().find(|name| !names.contains(name)) {
                        return Err(format!("a rule names an unknown field `{unknown}`"));
                    }
                }
                Ok(())
            }
            TypeKind::Enum(values) => {
                let is_scalar = |value: &super::EnumValue| value.value.is_string() || value.value.is_i64();
                match values.iter().all(is_scalar) && !values.is_empty() {
                    true => Ok(()),
                    false => Err("the values of an enum are strings or integers, one at least".to_owned()),
                }
            }
            TypeKind::AnyOf(union) => {
                if union.alternatives.is_empty() {
                    return Err("a union has one alternative at least".to_owned());
                }
                self.check_nesting(definition)
            }
            TypeKind::Tagged(tagged) => {
                match tagged.variants.iter().find(|it| self.record(&it.record).is_none()) {
                    Some(variant) => Err(format!("the variant `{}` is no record", variant.value)),
                    None => Ok(()),
                }
            }
        }
    }

    /// Unions whose alternatives are unions whose alternatives … are followed only so far.
    fn check_nesting(&self, definition: &TypeDefinition) -> Result<(), String> {
        let mut level: HashSet<&str> = HashSet::from([definition.name.as_str()]);
        for _ in 0..MAX_NESTED_UNIONS {
            let mut below = HashSet::new();
            for name in level {
                let Some(TypeKind::AnyOf(union)) = self.get(name).map(|it| &it.kind) else { continue };
                for alternative in &union.alternatives {
                    if let Type::Ref(reference) = &alternative.schema {
                        below.insert(reference.name.as_str());
                    }
                }
            }
            if below.is_empty() {
                return Ok(());
            }
            level = below;
        }
        Err("unions are nested in each other without end".to_owned())
    }
}

fn check_string(bounds: &StringType) -> Result<(), String> {
    if (bounds.min_length, bounds.max_length) != (None, None) && bounds.length().is_none() {
        return Err("`min_length` is above `max_length`".to_owned());
    }
    match bounds.pattern.as_ref().map(|pattern| Pattern::check(pattern.as_str())) {
        Some(Err(error)) => Err(format!("the pattern is no regular expression: {error}")),
        _ => Ok(()),
    }
}

fn check_bounds(bounds: &NumberBounds, is_number: impl Fn(&str) -> bool) -> Result<(), String> {
    let all = [&bounds.minimum, &bounds.exclusive_minimum, &bounds.maximum, &bounds.exclusive_maximum];
    match all.into_iter().flatten().find(|bound| !is_number(bound)) {
        Some(bound) => Err(format!("the bound `{bound}` is no value of its type")),
        None => Ok(()),
    }
}

impl RuleKind {
    /// The fields that it is about.
    #[must_use]
    pub fn fields(&self) -> Vec<&str> {
        match self {
            Self::ExactlyOne(fields)
            | Self::AtLeastOne(fields)
            | Self::AtMostOne(fields)
            | Self::AllOrNone(fields)
            | Self::Equal(fields) => fields.iter().map(String::as_str).collect(),
            Self::IfPresent { field, then } => {
                std::iter::once(field.as_str()).chain(then.iter().map(String::as_str)).collect()
            }
            Self::If { condition, then } => {
                let mut fields = vec![condition.field.as_str()];
                match then {
                    Then::Present(then) => fields.extend(then.iter().map(String::as_str)),
                    Then::Met(then) => fields.extend(then.iter().map(|condition| condition.field.as_str())),
                }
                fields
            }
        }
    }
}

impl Serialize for Types {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.definitions.len()))?;
        for definition in &self.definitions {
            map.serialize_entry(&definition.name, definition)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Types {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct TypesVisitor;

        impl<'de> Visitor<'de> for TypesVisitor {
            type Value = Types;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of types by name")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Types, A::Error> {
                let mut definitions = Vec::new();
                let mut names = HashSet::new();
                while let Some((name, definition)) = map.next_entry::<String, TypeDefinition>()? {
                    if !names.insert(name.clone()) {
                        return Err(serde::de::Error::custom(format!("the type `{name}` is declared twice")));
                    }
                    definitions.push(TypeDefinition { name, ..definition });
                }
                Ok(Types::new(definitions))
            }
        }

        from.deserialize_map(TypesVisitor)
    }
}
