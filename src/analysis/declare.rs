//! Step one: everything that is declared, sorted by what it is.

use crate::source::{Origin, Sources};
use crate::syntax::tree::{DefineDecl, EntityNode, EnumDecl, Item, KindDecl, RegisterDecl, RuleDecl, Tree};

/// The items of all files by sort, each sort in source order.
#[derive(Debug, Default)]
pub(super) struct Declared {
    pub kinds: Vec<KindDecl>,
    pub enums: Vec<EnumDecl>,
    pub rules: Vec<RuleDecl>,
    pub registers: Vec<RegisterDecl>,
    pub defines: Vec<DefineDecl>,
    pub entities: Vec<TopLevel>,
}

/// An entity at the top level of a file.
#[derive(Debug)]
pub(super) struct TopLevel {
    pub node: EntityNode,
    pub origin: Origin,
}

/// Sorts the items of `trees`.
pub(super) fn declare(sources: &Sources, trees: Vec<Tree>) -> Declared {
    let mut declared = Declared::default();
    for tree in trees {
        let origin = sources.file(tree.file).origin();
        for item in tree.items {
            match item {
                Item::Kind(decl) => declared.kinds.push(decl),
                Item::Enum(decl) => declared.enums.push(decl),
                Item::Rule(decl) => declared.rules.push(decl),
                Item::Register(decl) => declared.registers.push(decl),
                Item::Define(decl) => declared.defines.push(decl),
                Item::Entity(node) => declared.entities.push(TopLevel { node, origin }),
            }
        }
    }
    declared
}
