//! What was likely meant by a mistyped word: the words there are, sorted when the first is asked for.

use rustc_hash::FxHashMap;

use super::types::builtin_words;
use crate::likeness::Vocabulary;
use crate::model::{EnumId, KindId, Schema};
use crate::source::Sources;

/// The names of kinds, enums and the types of the language. All must be declared before the first question.
pub(super) struct TypeWords<'a> {
    sources: &'a Sources,
    vocabulary: Option<Vocabulary<'a, Sort>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Builtin,
    Kind,
    Enum,
}

impl<'a> TypeWords<'a> {
    /// The words that are declared in `sources`.
    pub fn new(sources: &'a Sources) -> TypeWords<'a> {
        TypeWords { sources, vocabulary: None }
    }

    /// The kind that was likely meant.
    pub fn closest_kind(&mut self, schema: &Schema, typed: &str) -> Option<&'a str> {
        self.sorted(schema).closest(typed, 0, |sort| sort == Sort::Kind)
    }

    /// The enum that was likely meant.
    pub fn closest_enum(&mut self, schema: &Schema, typed: &str) -> Option<&'a str> {
        self.sorted(schema).closest(typed, 1, |sort| sort == Sort::Enum)
    }

    /// The type that was likely meant.
    pub fn closest_type(&mut self, schema: &Schema, typed: &str) -> Option<&'a str> {
        self.sorted(schema).closest(typed, 2, |_| true)
    }

    fn sorted(&mut self, schema: &Schema) -> &mut Vocabulary<'a, Sort> {
        let sources = self.sources;
        self.vocabulary.get_or_insert_with(|| {
            let builtin = builtin_words().map(|word| (word, Sort::Builtin));
            let kinds = schema.kinds.iter().map(|kind| (sources.text(kind.span), Sort::Kind));
            let enums = schema.enums.iter().map(|known| (sources.text(known.span), Sort::Enum));
            Vocabulary::new(builtin.chain(kinds).chain(enums))
        })
    }
}

/// The names of fields, values of enums and rules, for what a run of entities may have mistyped.
pub(super) struct MemberWords<'a> {
    schema: &'a Schema,
    fields: FxHashMap<KindId, Vocabulary<'a, ()>>,
    variants: FxHashMap<EnumId, Vocabulary<'a, ()>>,
    rules: Option<Vocabulary<'a, ()>>,
    /// For each name of a field the kind that declares it first.
    owners: Option<FxHashMap<&'a str, KindId>>,
}

impl<'a> MemberWords<'a> {
    /// The words of this schema.
    pub fn new(schema: &'a Schema) -> MemberWords<'a> {
        MemberWords { schema, fields: FxHashMap::default(), variants: FxHashMap::default(), rules: None, owners: None }
    }

    /// The field of `kind` that was likely meant.
    pub fn closest_field(&mut self, kind: KindId, typed: &str) -> Option<&'a str> {
        let schema = self.schema;
        let fields = || schema.kind(kind).fields.iter().map(|&field| (&*schema.field(field).name, ()));
        self.fields.entry(kind).or_insert_with(|| Vocabulary::new(fields())).closest(typed, 0, |()| true)
    }

    /// The value of an enum that was likely meant.
    pub fn closest_variant(&mut self, of: EnumId, typed: &str) -> Option<&'a str> {
        let schema = self.schema;
        let variants = || schema.enumeration(of).variants.iter().map(|variant| (&*variant.name, ()));
        self.variants.entry(of).or_insert_with(|| Vocabulary::new(variants())).closest(typed, 0, |()| true)
    }

    /// The rule that was likely meant, of all that there are.
    pub fn closest_rule(&mut self, rules: impl IntoIterator<Item = &'a str>, typed: &str) -> Option<&'a str> {
        let words = || {
            let mut names: Vec<&str> = rules.into_iter().collect();
            names.sort_unstable();
            Vocabulary::new(names.into_iter().map(|name| (name, ())))
        };
        self.rules.get_or_insert_with(words).closest(typed, 0, |()| true)
    }

    /// The steps that all comparing took.
    pub fn steps(&self) -> u64 {
        self.fields.values().chain(self.variants.values()).chain(&self.rules).map(Vocabulary::steps).sum()
    }

    /// The kind that declares a field of this name first.
    pub fn owner(&mut self, field: &str) -> Option<KindId> {
        let schema = self.schema;
        let owners = || schema.fields.iter().rev().map(|field| (&*field.name, field.owner)).collect();
        self.owners.get_or_insert_with(owners).get(field).copied()
    }
}
