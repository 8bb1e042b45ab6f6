//! The table of the kinds of change: how much each weighs, and why. It is printed in `spec/CHANGES.md`.

use std::fmt::Write;

/// How much a change weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// A program, a document or a call that was fine is not any more.
    Breaking,
    /// There is something new, or something is done otherwise; what was fine stays fine.
    Feature,
    /// Nothing that a program could notice.
    Patch,
}

impl Weight {
    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Feature => "feature",
            Self::Patch => "patch",
        }
    }
}

/// Makes the kinds of change and their table.
macro_rules! kinds {
    ($($section:literal { $($kind:ident $word:literal $weight:ident $what:literal, $why:literal;)* })*) => {
        /// A kind of change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($(#[doc = $what] $kind,)*)*
        }

        impl Kind {
            /// All of them, in the order of the table.
            pub const ALL: &'static [Self] = &[$($(Self::$kind,)*)*];

            fn row(self) -> Row {
                match self {
                    $($(Self::$kind => Row {
                        section: $section, word: $word, weight: Weight::$weight, what: $what, why: $why,
                    },)*)*
                }
            }
        }
    };
}

/// A row of the table.
struct Row {
    section: &'static str,
    word: &'static str,
    weight: Weight,
    what: &'static str,
    why: &'static str,
}

kinds! {
    "The service" {
        ServiceAdded "service_added" Feature "a service is new", "it is a crate of its own";
        ServiceRemoved "service_removed" Breaking "a service is gone", "there is no further version of its crate";
        BaseUrl "base_url" Feature "the base URL is another",
            "programs stay as they are; test doubles and lists of allowed hosts have to follow";
        ConnectionAdded "connection_added" Breaking "the connection has another field",
            "`Connection::new` takes one more argument, and a command line one more variable";
        ConnectionRemoved "connection_removed" Breaking "the connection lacks a field",
            "`Connection::new` takes one argument less";
        ConnectionOrder "connection_order" Breaking "the fields of the connection are in another order",
            "`Connection::new` takes them in that order, and they are all texts";
        ConnectionSecret "connection_secret" Breaking "a field of the connection became secret, or is it no more",
            "`Connection::new` takes another type";
        ConnectionTightened "connection_tightened" Breaking "a field of the connection has tighter bounds",
            "a value that was taken before may be refused now";
        ConnectionLoosened "connection_loosened" Feature "a field of the connection has looser bounds",
            "more values are taken";
        ConnectionSentAs "connection_sent_as" Feature "a field of the connection is sent in another place",
            "programs stay as they are; test doubles have to follow";
        ResourceAdded "resource_added" Feature "a resource is new", "it has a module and a cargo feature of its own";
        ResourceRemoved "resource_removed" Breaking "a resource is gone",
            "its module and its cargo feature are gone";
        ErrorDocumented "error_documented" Feature "a status means something that it did not before",
            "it came as an unexpected answer";
        ErrorUndocumented "error_undocumented" Breaking "a status means nothing any more",
            "it comes as an unexpected answer now";
        ErrorKindChanged "error_kind_changed" Breaking "a status means another kind of error",
            "programs that ask for the kind take another way";
        ErrorBody "error_body" Patch "the errors are described by another type, or their messages stand elsewhere",
            "an error gives its body as JSON; what is found in it may differ";
        RetryChanged "retry_changed" Patch "a request is sent again after other failures, more often, or after another wait",
            "programs stay as they are; how long a failure takes may differ";
        LimitsChanged "limits_changed" Patch "what is left of the quota is told in another way",
            "programs stay as they are; the client waits at other times";
        PagingChanged "paging_changed" Feature "pages are walked in another way",
            "programs stay as they are; test doubles have to follow";
    }
    "Actions" {
        ActionAdded "action_added" Feature "an action is new", "nothing knew of it";
        ActionRemoved "action_removed" Breaking "an action is gone",
            "programs that call it do not compile, and its id is refused";
        ActionRenamed "action_renamed" Breaking "an action has another name",
            "programs that call it do not compile, and its id is refused";
        ActionRebuilt "action_rebuilt" Breaking "steps took the place of an endpoint, or the other way round",
            "its function takes another argument, and the input document is another";
        EndpointChanged "endpoint_changed" Feature "the method or the path is another",
            "programs stay as they are; test doubles and lists of allowed paths have to follow";
        ArgumentAdded "argument_added" Breaking "an action takes a path field, a body or a query more",
            "its function takes one more argument, even where everything in it is optional";
        ArgumentRemoved "argument_removed" Breaking "an action takes a path field, a body or a query less",
            "its function takes one argument less, and input documents that have it are refused";
        ArgumentOrder "argument_order" Breaking "the fields of the path are in another order",
            "the function takes them in that order; where their types are alike, it still compiles";
        PathFieldRenamed "path_field_renamed" Breaking "a field of the path has another name",
            "input documents name it; the arguments of the function stay";
        AnswerPartial "answer_partial" Breaking "a success may be one in part, or is it no more",
            "the function gives a `Partial<T>` in place of a `T`, or the other way round";
        AnswerRead "answer_read" Patch "the answer is read from another place",
            "the caller gets the same type";
        SuccessAdded "success_added" Feature "another status succeeds", "it was an error before";
        SuccessRemoved "success_removed" Breaking "a status does not succeed any more", "it may be an error now";
        PagingAdded "paging_added" Breaking "an action has pages",
            "the prepared call gives a `Page<T>` in place of a list";
        PagingRemoved "paging_removed" Breaking "an action has no pages any more",
            "the function for one page is gone, and only one call is made";
        BatchAdded "batch_added" Feature "an action takes lists of any length",
            "it has functions that it had not; its other functions are the same";
        BatchRemoved "batch_removed" Breaking "an action does not take lists of any length any more",
            "its functions for them are gone";
        BatchOver "batch_over" Breaking "the batch of an action cuts another list",
            "its functions for batches take something else";
        BatchKey "batch_key" Breaking "the items of a batch are told by another field",
            "what counts as the same item, and is reported before anything is sent, is another thing";
        BatchCut "batch_cut" Feature "a batch is cut otherwise, or more or fewer calls are under way at once",
            "programs stay as they are; test doubles have to follow";
        ReconcileAdded "reconcile_added" Feature "what a create with an unknown outcome made can be looked up",
            "it has functions that it had not; its other functions are the same";
        ReconcileRemoved "reconcile_removed" Breaking
            "what a create with an unknown outcome made cannot be looked up any more",
            "its functions for it are gone";
        ReconcileChanged "reconcile_changed" Feature "what a create made is looked up in another way",
            "programs stay as they are; what is found may differ, and test doubles have to follow";
        EffectChanged "effect_changed" Feature "what sending it twice can do is another thing",
            "what may be sent again after a failure follows from it";
        Destructive "destructive" Feature "what sending it by mistake can do is another thing",
            "programs that ask before they destroy something go by it";
        Scopes "scopes" Feature "other scopes are enough",
            "the client does not check them; tokens may need others";
        Deprecated "deprecated" Feature "something should not be used any more",
            "it works as before; compilers warn of it";
        NoLongerDeprecated "no_longer_deprecated" Patch "something may be used again", "a warning is gone";
        BetaDeclared "beta_declared" Breaking "something stable is beta now",
            "it may change from now on in ways that break nothing by our count";
        Stable "stable" Feature "something that was beta is stable", "from now on its changes count";
        Words "words" Patch
            "labels, descriptions, sources, examples, deviations and the like are others", "no program reads them";
        Samples "samples" Patch "the samples are others", "they show, and do nothing";
    }
    "Steps" {
        StepAdded "step_added" Feature "an action makes another call",
            "its function is the same; tokens may need other scopes, and test doubles have to follow";
        StepRemoved "step_removed" Feature "an action makes a call less",
            "its function is the same; test doubles have to follow";
        StepChanged "step_changed" Feature "a call of an action is made otherwise",
            "its function is the same; what it sends or gives may differ";
        StepExpect "step_expect" Breaking "a call of an action takes another number of items",
            "where there are more or fewer, it fails in another way or not at all";
        InputDefault "input_default" Breaking "the default of an input is another",
            "the client fills it in, so the same call does something else";
    }
    "Fields of requests" {
        RequestFieldAdded "request_field_added" Feature "a request takes another field",
            "requests without it are as good as before";
        RequestFieldAddedRequired "request_field_added_required" Breaking "a request needs another field",
            "requests without it are refused, and the constructor takes one more argument";
        RequestFieldRemoved "request_field_removed" Breaking "a request lacks a field",
            "programs that set it do not compile, and input documents that have it are refused";
        RequestFieldRequired "request_field_required" Breaking "a field of a request became required",
            "requests without it are refused, and the constructor takes one more argument";
        RequestFieldOptional "request_field_optional" Breaking "a field of a request became optional",
            "requests stay good, but the constructor takes one argument less, and the field is an `Option`";
        RequestNullable "request_nullable" Breaking "null became a value of a field of a request",
            "requests stay good, but its Rust type is another";
        RequestNotNullable "request_not_nullable" Breaking "null is no value of a field of a request any more",
            "requests that send null are refused, and its Rust type is another";
        RequestTypeChanged "request_type_changed" Breaking "what is sent has another type",
            "programs do not compile, or input documents are refused";
        BoundTightened "bound_tightened" Breaking "a bound of what is sent is tighter",
            "requests that were sent before are refused now";
        BoundLoosened "bound_loosened" Feature "a bound of what is sent is looser", "more requests are sent";
        Encoding "encoding" Feature "a value is written in another way on the wire",
            "programs and input documents stay as they are; test doubles have to follow";
        DefaultChanged "default_changed" Feature "the API takes another value for an absent field",
            "the client never sends it; what is left out means something else";
        AcceptsAdded "accepts_added" Feature "something else is read in place of a value", "more documents are read";
        AcceptsRemoved "accepts_removed" Breaking "something is not read any more in place of a value",
            "documents and answers that have it are refused";
        ConstructorOrder "constructor_order" Breaking "the required fields are in another order",
            "the constructor takes them in that order; where their types are alike, it still compiles";
    }
    "Fields of answers" {
        AnswerFieldAdded "answer_field_added" Feature "an answer has another field",
            "structs may grow: they are `non_exhaustive`";
        AnswerFieldRemoved "answer_field_removed" Breaking "an answer lacks a field",
            "programs that read it do not compile";
        AnswerFieldOptional "answer_field_optional" Breaking "a field of an answer may be absent",
            "it is an `Option` now";
        AnswerFieldRequired "answer_field_required" Breaking "a field of an answer is always there",
            "it is no `Option` any more, and an answer without it fails";
        AnswerNullable "answer_nullable" Breaking "a field of an answer may be null", "its Rust type is another";
        AnswerNotNullable "answer_not_nullable" Breaking "a field of an answer is never null",
            "its Rust type is another";
        AnswerTypeChanged "answer_type_changed" Breaking "what comes back has another type",
            "programs that read it do not compile";
        AnswerBound "answer_bound" Patch "a bound of what comes back is another",
            "answers are not held to bounds; docs and schemas say so";
    }
    "Fields in Rust" {
        FieldRenamedInRust "field_renamed_in_rust" Breaking "a field has another name in Rust",
            "programs that name it do not compile; documents stay";
        FieldSecret "field_secret" Breaking "a field became secret, or is it no more",
            "its Rust type is another, and so is what is printed";
        FieldHeld "field_held" Breaking "a field is held in another way in Rust",
            "the type holds itself through it, or travels in another direction than before";
    }
    "Types" {
        TypeAdded "type_added" Feature "a type is new that no action uses", "nothing knew of it";
        TypeRemoved "type_removed" Breaking "a type is gone", "programs that name it do not compile";
        TypeRenamed "type_renamed" Breaking "a type has another name or another module in Rust",
            "programs that name it do not compile; documents stay";
        TypeRemade "type_remade" Breaking "a type is made of something else: fields, values, alternatives",
            "programs that make it or take it apart do not compile";
        TypeUseLost "type_use_lost" Breaking "a type that nothing used is used in one direction only",
            "it cannot be read from an answer any more, and has no `Unknown`";
        EnumOpened "enum_opened" Breaking "an enum of requests comes back in answers too",
            "it has a variant for what is not known, so it is not `Copy` any more";
        RequestValueAdded "request_value_added" Feature "a request may have another value", "more requests are sent";
        RequestValueRemoved "request_value_removed" Breaking "a request may not have a value any more",
            "its variant is gone, and documents that have it are refused";
        AnswerValueAdded "answer_value_added" Feature "an answer may have another value",
            "enums of answers are open: it came as an unknown one";
        AnswerValueRemoved "answer_value_removed" Breaking "an answer does not have a value any more",
            "its variant is gone";
        ValueRenamed "value_renamed" Breaking "a value, an alternative or a variant has another name in Rust",
            "programs that name it do not compile; documents stay";
        AlternativeAdded "alternative_added" Feature "a union has another alternative",
            "unions are `non_exhaustive`";
        AlternativeRemoved "alternative_removed" Breaking "a union lacks an alternative",
            "its variant is gone, and what is sent as it is refused";
        AlternativeOrder "alternative_order" Breaking "the alternatives of a union are in another order",
            "they are tried in order: what fits several becomes another one";
        VariantAdded "variant_added" Feature "a tagged union has another variant", "unions are `non_exhaustive`";
        VariantRemoved "variant_removed" Breaking "a tagged union lacks a variant",
            "it is gone in Rust, and what is sent as it is refused";
        TagChanged "tag_changed" Breaking "another field tells the variants of a union",
            "input documents that have the old one are refused";
    }
    "Rules across fields" {
        RuleAdded "rule_added" Breaking "what is sent has to keep another rule",
            "requests that were sent before may be refused now";
        RuleOfNewFields "rule_of_new_fields" Feature "another rule binds only requests that have new fields",
            "requests from before have none of them";
        RuleRemoved "rule_removed" Feature "what is sent is free of a rule", "more requests are sent";
        RuleTightened "rule_tightened" Breaking "a rule asks for more, or for something else",
            "requests that were sent before may be refused now";
        RuleLoosened "rule_loosened" Feature "a rule asks for less", "more requests are sent";
    }
}

impl Kind {
    /// Its word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.row().word
    }

    /// How much it weighs, where what changes was not beta.
    #[must_use]
    pub fn weight(self) -> Weight {
        self.row().weight
    }

    /// What changed, in general.
    #[must_use]
    pub fn what(self) -> &'static str {
        self.row().what
    }

    /// Why it weighs so much.
    #[must_use]
    pub fn why(self) -> &'static str {
        self.row().why
    }

    /// The part of the table that it stands in.
    #[must_use]
    pub fn section(self) -> &'static str {
        self.row().section
    }
}

/// The table in Markdown, as the docs print it.
#[must_use]
pub fn table() -> String {
    let mut text = String::new();
    let mut section = "";
    for kind in Kind::ALL {
        if kind.section() != section {
            section = kind.section();
            let _ = write!(
                text,
                "\n### {section}\n\n| kind | what changed | weight | why |\n|---|---|---|---|\n"
            );
        }
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} |",
            kind.word(),
            kind.what(),
            kind.weight().as_str(),
            kind.why()
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn a_word_means_one_kind() {
        for (place, kind) in Kind::ALL.iter().enumerate() {
            let same = Kind::ALL.iter().position(|other| other.word() == kind.word());
            assert_eq!(same, Some(place), "{}", kind.word());
            assert!(kind.word().chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{}", kind.word());
        }
    }
}
