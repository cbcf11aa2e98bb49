//! The model: every entity with its references resolved, the schema it follows, and indexes over both.
//!
//! A model is built once by `analysis` and then only read. Ids are small numbers in source order (library first), so that any list
//! of ids sorts into the order users wrote things in.
//!
//! Titles, texts and documentation leave a model by its [`Reader`] alone, who knows for whom: what is private is kept [`Sealed`].

mod builtin;
pub mod describe;
mod entity;
mod lang;
mod names;
mod reader;
mod referrers;
mod rule_names;
mod schema;
mod sealed;
mod value;
mod veil;

pub use builtin::Builtin;
pub use entity::{Computed, Constraint, Definition, Entity, EntityId, Item, Model, ModelParts, Slot};
pub use lang::{Lang, PromiseLang, RecordLang};
pub use names::{MADE_UP, NameTable, can_be_written};
pub use reader::Reader;
pub use referrers::Referrers;
pub use rule_names::{RuleNames, formerly};
pub use schema::{Cardinality, EnumDef, EnumId, Field, FieldId, FieldRole, Kind, KindId, Schema, Target, Type, VariantDef};
pub use sealed::{Guarded, Sealed, Text, TextKey, TextSort, WITHHELD, Woven};
pub use value::Value;
pub use veil::{PRIVACY_MARK, is_nearly_mark, may_hold_mark};
