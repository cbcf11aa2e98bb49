//! The kinds, fields and values of the library that Rust code knows: the one table of their names.
//!
//! Everything else in the library is opaque to the compiler. What the library lacks of this table is told when it is read (`E0308`).

use super::{FieldId, KindId, Schema, Target, Type};

/// Makes a struct of ids and what finds them by the names of the library.
macro_rules! lang_items {
    (
        $(#[$about:meta])*
        $name:ident {
            kinds { $($kind:ident = $kind_name:literal;)* }
            fields { $($field:ident = $of:literal . $field_name:literal;)* }
            values { $($value:ident = $choice:literal . $value_name:literal;)* }
            $(parts { $($part:ident: $part_type:ident;)* })?
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name {
            $(#[doc = concat!("The kind `", $kind_name, "`.")] pub $kind: KindId,)*
            $(#[doc = concat!("The field `", $of, ".", $field_name, "`.")] pub $field: FieldId,)*
            $(#[doc = concat!("The place of `", $value_name, "` among the values of `", $choice, "`.")] pub $value: u16,)*
            $($(#[doc = "More of them, apart because few ask for it."] pub $part: $part_type,)*)?
        }

        impl $name {
            /// All are looked up before any is asked for, so that every missing one is told in one run.
            fn find(names: &mut Names) -> Option<$name> {
                $(let $kind = names.kind($kind_name);)*
                $(let $field = names.field($of, $field_name);)*
                $(let $value = names.value($choice, $value_name);)*
                $($(let $part = $part_type::find(names);)*)?
                Some($name {
                    $($kind: $kind?,)*
                    $($field: $field?,)*
                    $($value: $value?,)*
                    $($($part: $part?,)*)?
                })
            }
        }
    };
}

lang_items! {
    /// The lang items: the kinds and fields that Rust code knows, bound by name in one place and checked at start.
    ///
    /// Everything else in the library is opaque to the compiler.
    Lang {
        kinds {
            framework = "framework";
            clause = "clause";
            requirement = "requirement";
            // A name that older editions used, with what became of it.
            legacy_name = "legacy_name";
            process = "process";
            activity = "activity";
            role = "role";
            party = "party";
            scope = "scope";
            exclusion = "exclusion";
            service = "service";
            evidence = "evidence";
            evidence_type = "evidence_type";
            waiver = "waiver";
            test = "test";
            test_file = "test_file";
            library = "library";
            model = "model";
        }
        fields {
            accountable = "activity" . "accountable";
            responsible = "activity" . "responsible";
            consulted = "activity" . "consulted";
            informed = "activity" . "informed";
            standard = "scope" . "standard";
            // The rule's name, a text.
            waiver_of = "waiver" . "of";
            waiver_on = "waiver" . "on";
            waiver_until = "waiver" . "until";
            test_given = "test" . "given";
            // Names of rules, texts.
            test_expect = "test" . "expect";
            // Names of rules, texts.
            test_about = "test" . "about";
            test_as_of = "test" . "as_of";
            // The path is the title.
            test_file_holds = "test_file" . "holds";
            library_edition = "library" . "edition";
            evidence_counts = "library" . "evidence_counts";
            model_library = "model" . "library";
            exclusion_of = "exclusion" . "of";
            exclusion_because = "exclusion" . "because";
            evidence_covers = "evidence" . "covers";
            evidence_file = "evidence" . "file";
            evidence_about = "evidence" . "about";
        }
        values {}
        parts {
            promises: PromiseLang;
            records: RecordLang;
        }
    }
}

lang_items! {
    /// The lang items of records whose rows are entities: their declaration has to be understood before there is a model.
    RecordLang {
        kinds {
            rows = "rows";
            column = "column";
            word = "word";
        }
        fields {
            each = "rows" . "each";
            separator = "rows" . "separator";
            encoding = "rows" . "encoding";
            dates = "rows" . "dates";
            decimals = "rows" . "decimals";
            heading_line = "rows" . "heading_line";
            // Contained; the rows themselves.
            entries = "rows" . "entries";
            unit = "column" . "unit";
            until = "column" . "until";
            also = "word" . "also";
        }
        values {
            utf_8 = "encoding" . "utf_8";
            windows_1252 = "encoding" . "windows_1252";
            latin_1 = "encoding" . "latin_1";
            latin_9 = "encoding" . "latin_9";
            utf_16 = "encoding" . "utf_16";
        }
    }
}

lang_items! {
    /// The lang items of agreements: what is promised, about what, and what that rests on.
    ///
    /// To follow a promise takes recursion, which expressions do not have, so that every rule ends. So the way is Rust's
    /// ([`crate::promises`]), and what is found on it stays the library's: which measure adds up how, what is told, and where.
    PromiseLang {
        kinds {
            target = "target";
            item = "configuration_item";
            // How the figures of parts make the figure of the whole.
            combination = "measure_combination";
            sla = "sla";
            hours = "service_hours";
            provider = "party";
            place = "site";
        }
        fields {
            measure = "target" . "measure";
            at_least = "target" . "at_least";
            at_most = "target" . "at_most";
            over = "target" . "over";
            priority = "target" . "priority";
            target_services = "target" . "services";
            target_components = "target" . "components";
            target_hours = "target" . "hours";
            after = "target" . "after";
            agreement_hours = "agreement" . "hours";
            hours_days = "service_hours" . "days";
            hours_open = "service_hours" . "opens";
            hours_close = "service_hours" . "closes";
            hours_zone = "service_hours" . "zone";
            hours_holidays = "service_hours" . "holidays";
            hours_calendar = "service_hours" . "calendar";
            calendar_days = "holiday_calendar" . "days";
            with = "agreement" . "with";
            term = "agreement" . "term";
            ends = "agreement" . "ends";
            renews = "agreement" . "renews";
            replaces = "agreement" . "replaces";
            underpins = "agreement" . "underpins";
            components = "agreement" . "components";
            // Computed.
            underpinned_by = "agreement" . "underpinned_by";
            // Computed.
            replaced_by = "agreement" . "replaced_by";
            sla_service = "sla" . "service";
            covers = "contract" . "covers";
            provides = "party" . "provides";
            depends_on = "configuration_item" . "depends_on";
            // Contained.
            redundancies = "configuration_item" . "redundancies";
            // Computed.
            provided_by = "configuration_item" . "provided_by";
            between = "redundancy" . "between";
            needed = "redundancy" . "needed";
            site = "configuration_item" . "site";
            subcontractors = "external_supplier" . "subcontractors";
            combination_of = "measure_combination" . "of";
            combination_by = "measure_combination" . "by";
        }
        values {
            product = "combination" . "product";
            greatest = "combination" . "greatest";
            longest_path = "combination" . "longest_path";
            least = "combination" . "least";
            availability = "measure" . "availability";
            downtime = "measure" . "downtime";
            response_time = "measure" . "response_time";
        }
    }
}

/// What is asked for by name where several kinds have a field of that name, or of a kind that organisations may have none of: kind, field,
/// and the values that mean something.
///
/// A test keeps it whole: no other text in the code is the name of a field of the library.
const BY_NAME: &[(&str, &[FieldByName])] = &[
    ("organisation", &[]),
    ("process", &[("owner", &[]), ("operated_by", &[]), ("implements", &[]), ("target_level", &[])]),
    ("activity", &[("accountable", &[])]),
    ("role", &[("belongs_to", &[]), ("given_to", &[]), ("stood_in_by", &[]), ("holdings", &[])]),
    ("person", &[("joined", &[]), ("left", &[])]),
    ("holding", &[("from", &[]), ("to", &[])]),
    ("party", &[("operates", &[]), ("governed_by", &[])]),
    ("service", &[("stage", &[]), ("owner", &[]), ("customers", &[])]),
    ("legacy_name", &[("explanation", &[])]),
    ("framework", &[("exclusions", &["forbidden"]), ("private", &[])]),
    (
        "requirement",
        &[
            ("modality", &["note", "definition", "permission", "option", "conformity_rule"]),
            ("needs", &[]),
            ("items", &[]),
            ("condition", &[]),
            ("arises", &[]),
            ("question", &[]),
        ],
    ),
    ("goal", &[("practices", &[])]),
    ("practice", &[("goal", &[])]),
    (
        "assessment",
        &[
            ("rating", &["conformant", "partial", "nonconformant", "not_applicable"]),
            ("on", &[]),
            ("of", &[]),
            ("by", &[]),
            ("because", &[]),
            ("scale", &[]),
            ("level", &[]),
        ],
    ),
    ("attribute_rating", &[("attribute", &[]), ("rating", &[]), ("achieved", &[])]),
    ("gap_item", &[("clauses", &[])]),
    ("nonconformity", &[("grade", &["observation", "major"]), ("against", &[]), ("closed", &[])]),
    ("evidence", &[("type", &[]), ("dated", &[]), ("renewed", &[]), ("url", &[])]),
    ("document", &[("status", &["draft", "in_review", "obsolete"])]),
    ("licensed_text", &[("of", &[]), ("text", &[])]),
    ("waiver", &[("because", &[]), ("accepted_by", &[])]),
    (
        "appraisal",
        &[
            ("of", &[]),
            ("practices", &[]),
            ("capability", &[]),
            ("maturity", &[]),
            ("on", &[]),
            ("areas", &[]),
            ("left_out", &[]),
            ("target_level", &[]),
        ],
    ),
    ("area_target", &[("area", &[]), ("level", &[])]),
    ("area_without_work", &[("area", &[])]),
    ("practice_instance", &[("practice", &[]), ("area", &[]), ("rating", &[])]),
    ("practice_judgement", &[("practice", &[]), ("area", &[]), ("rating", &[])]),
    ("goal_judgement", &[("goal", &[]), ("area", &[]), ("harm", &[])]),
    ("instance_row", &[("all_of", &[]), ("some_of", &[]), ("and_some_of", &[]), ("gives", &[])]),
    ("scale", &[("meets", &[]), ("waits", &[]), ("reaches", &[]), ("carries", &[])]),
    ("level", &[("rank", &[]), ("process_areas", &[]), ("generic_goals", &[]), ("attributes", &[]), ("verdict", &[])]),
    ("rating_value", &[("above", &[]), ("up_to", &[]), ("lower_included", &[]), ("within", &[])]),
    ("scale_row", &[("levels", &[])]),
    ("mapping", &[("from", &[]), ("to", &[])]),
    (
        "link",
        &[
            ("source", &[]),
            ("target", &[]),
            ("direction", &["forward", "backward"]),
            ("strength", &["full", "partial", "weak", "related"]),
            ("basis", &[]),
            ("certainty", &[]),
            ("residual", &[]),
        ],
    ),
    ("correlation", &[("practices", &[]), ("generic_practices", &[])]),
    ("coverage_summary", &[("uncovered", &[])]),
    ("list_collection", &[("framework", &[])]),
    ("list", &[("asks_for", &["evidence"])]),
    ("list_item", &[("clauses", &[]), ("holds", &[]), ("otherwise", &[]), ("check", &[]), ("question", &[]), ("stages", &[])]),
    ("process_area", &[("optional", &[])]),
    ("goal", &[("practices", &[])]),
    ("generic_goal", &[("from_specific", &[])]),
    (
        "due_day",
        &[
            ("of", &[]),
            ("says", &[]),
            ("day", &[]),
            ("every", &[]),
            ("after", &[]),
            ("before", &[]),
            ("unless", &[]),
            ("ends", &[]),
            ("latest_of", &[]),
        ],
    ),
    ("recurrence", &[("of", &[]), ("what", &[]), ("every", &[]), ("from", &[]), ("to", &[]), ("done", &[]), ("types", &[])]),
];

/// A field's name, and the values of it that mean something.
type FieldByName = (&'static str, &'static [&'static str]);

impl Lang {
    /// Finds everything in `schema`; none where something is missing. What is missing comes with it, in words.
    pub fn bind(schema: &Schema) -> (Option<Lang>, Vec<String>) {
        let mut names = Names { schema, missing: Vec::new() };
        let lang = Lang::find(&mut names);
        for (kind, fields) in BY_NAME {
            names.kind(kind);
            for (field, values) in *fields {
                if let Some(found) = names.field(kind, field) {
                    values.iter().for_each(|value| names.value_of(kind, found, value));
                }
            }
        }
        (lang, names.missing)
    }
}

/// Looks names up, and notes those that are not there, each once.
struct Names<'s> {
    schema: &'s Schema,
    missing: Vec<String>,
}

impl Names<'_> {
    fn kind(&mut self, name: &str) -> Option<KindId> {
        let kind = self.schema.kind_named(name);
        if kind.is_none() {
            self.lacks(format!("the kind `{name}`"));
        }
        kind
    }

    fn field(&mut self, of: &str, name: &str) -> Option<FieldId> {
        // A missing kind is told; its fields need no message of their own.
        let kind = self.kind(of)?;
        let field = self.schema.field_named(kind, name);
        if field.is_none() {
            self.lacks(format!("the field `{name}` of the kind `{of}`"));
        }
        field
    }

    fn value(&mut self, of: &str, name: &str) -> Option<u16> {
        let place = self.schema.enum_named(of).and_then(|id| self.schema.enumeration(id).variant(name));
        if place.is_none() {
            self.lacks(format!("`{name}` among the values of `{of}`"));
        }
        place
    }

    fn value_of(&mut self, kind: &str, field: FieldId, name: &str) {
        let field = self.schema.field(field);
        let knows = match &field.ty {
            Type::OneOf(targets) => targets.iter().any(|target| match target {
                Target::Enum(id) => self.schema.enumeration(*id).variant(name).is_some(),
                Target::Kind(_) | Target::Scalar(_) => false,
            }),
            _ => false,
        };
        if !knows {
            self.lacks(format!("`{name}` among the values of the field `{}` of the kind `{kind}`", field.name));
        }
    }

    fn lacks(&mut self, what: String) {
        if !self.missing.contains(&what) {
            self.missing.push(what);
        }
    }
}
