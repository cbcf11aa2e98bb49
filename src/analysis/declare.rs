//! Step one: everything that is declared, sorted by what it is.

use std::sync::Arc;

use crate::source::{Origin, Sources};
use crate::syntax::Parsed;
use crate::syntax::tree::{DefineDecl, EntityNode, EnumDecl, Item, KindDecl, RegisterDecl, RuleDecl};

/// The items of all files by sort, each sort in source order.
#[derive(Debug, Default)]
pub(super) struct Declared<'t> {
    pub kinds: Vec<&'t KindDecl>,
    pub enums: Vec<&'t EnumDecl>,
    pub rules: Vec<Arc<RuleDecl>>,
    pub registers: Vec<Arc<RegisterDecl>>,
    pub defines: Vec<Arc<DefineDecl>>,
    pub entities: Vec<TopLevel<'t>>,
}

/// An entity at the top level of a file.
#[derive(Debug)]
pub(super) struct TopLevel<'t> {
    pub node: &'t EntityNode,
    pub origin: Origin,
}

/// Sorts the items of `files`.
pub(super) fn declare<'t>(sources: &Sources, files: &'t [Arc<Parsed>]) -> Declared<'t> {
    let mut declared = Declared::default();
    for tree in files.iter().map(|parsed| &parsed.tree) {
        let origin = sources.file(tree.file).origin();
        for item in &tree.items {
            match item {
                Item::Kind(decl) => declared.kinds.push(decl),
                Item::Enum(decl) => declared.enums.push(decl),
                Item::Rule(decl) => declared.rules.push(decl.clone()),
                Item::Register(decl) => declared.registers.push(decl.clone()),
                Item::Define(decl) => declared.defines.push(decl.clone()),
                Item::Entity(node) => declared.entities.push(TopLevel { node, origin }),
            }
        }
    }
    declared
}
