//! Step two: kinds and enums are laid out — names, inheritance, fields, inverse fields.

use rustc_hash::{FxHashMap, FxHashSet};

use super::declare::Declared;
use super::types::{self, resolve_type};
use crate::diag::{Diagnostic, codes};
use crate::model::{
    Builtin, Cardinality, EnumDef, EnumId, Field, FieldId, FieldRole, Kind, KindId, Schema, Target, Type, Value, VariantDef,
    closest,
};
use crate::source::{Origin, Sources, Span};
use crate::syntax::literal;
use crate::syntax::tree::{Doc, EnumDecl, FieldDecl, KindDecl, Name, Role};

/// Builds the schema; defaults and lang items come later.
pub(super) fn lay_out(sources: &Sources, declared: &Declared, diagnostics: &mut Vec<Diagnostic>) -> Schema {
    let mut layout = Layout { sources, schema: Schema::default(), diagnostics };
    layout.names(&declared.kinds, &declared.enums);
    layout.variants(&declared.enums);
    layout.parents(&declared.kinds);
    let order = layout.number();
    layout.extensions(&declared.kinds);
    let own = layout.own_fields(&declared.kinds);
    layout.inherit(&order, &own);
    layout.inverses(&declared.kinds);
    layout.containment();
    layout.schema
}

struct Layout<'a> {
    sources: &'a Sources,
    schema: Schema,
    diagnostics: &'a mut Vec<Diagnostic>,
}

/// What a name is declared as.
#[derive(Clone, Copy)]
enum Sort {
    Kind,
    Enum,
}

/// The fields each kind declares itself, by [`KindId`].
type OwnFields = Vec<Vec<FieldId>>;

impl<'a> Layout<'a> {
    fn text(&self, name: Name) -> &'a str {
        self.sources.text(name.span)
    }

    fn doc(&self, doc: Option<Doc>) -> Box<str> {
        doc.map(|doc| literal::doc(self.sources.text(doc.span))).unwrap_or_default().into()
    }

    // Names and parents -----------------------------------------------------------------------------------------------------------

    /// Enters kinds and enums, which share their names, in source order: of two with one name the first keeps it.
    fn names(&mut self, kinds: &[KindDecl], enums: &[EnumDecl]) {
        let kinds = kinds.iter().filter(|decl| decl.role == Role::New).map(|decl| (decl.name, decl.doc, Sort::Kind));
        let enums = enums.iter().filter(|decl| decl.role == Role::New).map(|decl| (decl.name, decl.doc, Sort::Enum));
        let mut all: Vec<_> = kinds.chain(enums).collect();
        all.sort_by_key(|(name, ..)| name.span);
        for (name, doc, sort) in all {
            let text = self.text(name);
            if self.taken(name, text) {
                continue;
            }
            let doc = self.doc(doc);
            match sort {
                Sort::Kind => self.enter_kind(text, doc, name.span),
                Sort::Enum => self.enter_enum(text, doc, name.span),
            }
        }
    }

    fn enter_kind(&mut self, name: &str, doc: Box<str>, span: Span) {
        let id = KindId(self.schema.kinds.len() as u32);
        self.schema.kinds.push(Kind {
            name: name.into(),
            doc,
            span,
            parent: None,
            fields: Vec::new(),
            first: 0,
            last: 0,
            by_name: FxHashMap::default(),
        });
        self.schema.kind_names.insert(name.into(), id);
    }

    fn enter_enum(&mut self, name: &str, doc: Box<str>, span: Span) {
        let id = EnumId(self.schema.enums.len() as u32);
        self.schema.enums.push(EnumDef { name: name.into(), doc, span, variants: Vec::new() });
        self.schema.enum_names.insert(name.into(), id);
    }

    /// Whether the name of a kind or enum cannot be used; tells why.
    fn taken(&mut self, name: Name, text: &str) -> bool {
        if types::is_builtin(text) || ["kind", "enum", "rule", "register", "define", "extend"].contains(&text) {
            self.diagnostics.push(reserved(name.span, text, "the language itself uses this word"));
            return true;
        }
        let first = match (self.schema.kind_named(text), self.schema.enum_named(text)) {
            (Some(kind), _) => self.schema.kind(kind).span,
            (None, Some(id)) => self.schema.enumeration(id).span,
            (None, None) => return false,
        };
        let ours = self.sources.file(first.file).origin() == Origin::Library;
        let theirs = self.sources.file(name.span.file).origin() == Origin::Model;
        self.diagnostics.push(if ours && theirs {
            declared_again(name.span, text, first)
        } else {
            declared_twice(name.span, text, first)
        });
        true
    }

    /// Enters the values of all enums, those of `extend enum` last.
    fn variants(&mut self, decls: &[EnumDecl]) {
        let (own, more): (Vec<_>, Vec<_>) = decls.iter().partition(|decl| decl.role == Role::New);
        for decl in own.into_iter().chain(more) {
            let name = self.text(decl.name);
            match self.schema.enum_named(name) {
                // The second of two enums with one name has been told; its values belong to neither.
                Some(id) if decl.role == Role::New && self.schema.enumeration(id).span != decl.name.span => {}
                Some(id) => self.add_variants(id, decl),
                None if decl.role == Role::New => {}
                None => {
                    let known = self.schema.enums.iter().map(|known| &*known.name);
                    let diagnostic = unknown_type(decl.name.span, name, "enum", closest(name, known));
                    self.diagnostics.push(diagnostic);
                }
            }
        }
    }

    fn add_variants(&mut self, id: EnumId, decl: &EnumDecl) {
        for variant in &decl.variants {
            let name = self.text(variant.name);
            if let Some(first) = self.schema.enums[id.index()].variants.iter().find(|first| &*first.name == name) {
                self.diagnostics.push(declared_twice(variant.name.span, name, first.span));
                continue;
            }
            let title = match variant.title {
                Some(title) => literal::cooked(self.sources.text(title.span)).into_owned(),
                None => name.replace('_', " "),
            };
            let doc = self.doc(variant.doc);
            let variant = VariantDef { name: name.into(), title: title.into(), doc, span: variant.name.span };
            self.schema.enums[id.index()].variants.push(variant);
        }
    }

    fn parents(&mut self, decls: &[KindDecl]) {
        for decl in decls.iter().filter(|decl| decl.role == Role::New) {
            let (Some(parent), Some(id)) = (decl.parent, self.declared_here(decl)) else { continue };
            let name = self.text(parent);
            match self.schema.kind_named(name) {
                Some(known) => self.schema.kinds[id.index()].parent = Some(known),
                None => {
                    let diagnostic = self.unknown_kind(parent.span, name);
                    self.diagnostics.push(diagnostic);
                }
            }
        }
        self.break_cycles(decls);
    }

    /// The kind this declaration made; `None` for a second declaration of a name.
    fn declared_here(&self, decl: &KindDecl) -> Option<KindId> {
        let id = self.schema.kind_named(self.text(decl.name))?;
        (self.schema.kind(id).span == decl.name.span).then_some(id)
    }

    fn break_cycles(&mut self, decls: &[KindDecl]) {
        for start in (0..self.schema.kinds.len() as u32).map(KindId) {
            let mut path = vec![start];
            let mut at = start;
            while let Some(parent) = self.schema.kind(at).parent {
                if parent == start {
                    let span = decls
                        .iter()
                        .find(|decl| decl.name.span == self.schema.kind(start).span)
                        .and_then(|decl| decl.parent)
                        .map_or(self.schema.kind(start).span, |parent| parent.span);
                    let names: Vec<&str> = path.iter().chain([&start]).map(|&kind| &*self.schema.kind(kind).name).collect();
                    let diagnostic = extends_itself(span, &names);
                    self.diagnostics.push(diagnostic);
                    // Cut where it was told, so that each circle is told once.
                    self.schema.kinds[start.index()].parent = None;
                    break;
                }
                if path.contains(&parent) {
                    break;
                }
                path.push(parent);
                at = parent;
            }
        }
    }

    /// Numbers the kinds in a walk over their tree and gives that order: parents come before what extends them.
    fn number(&mut self) -> Vec<KindId> {
        let mut children: Vec<Vec<KindId>> = vec![Vec::new(); self.schema.kinds.len()];
        let mut stack = Vec::new();
        for id in (0..self.schema.kinds.len() as u32).map(KindId).rev() {
            match self.schema.kind(id).parent {
                Some(parent) => children[parent.index()].push(id),
                None => stack.push(id),
            }
        }
        let mut order = Vec::with_capacity(self.schema.kinds.len());
        while let Some(id) = stack.pop() {
            self.schema.kinds[id.index()].first = order.len() as u32;
            order.push(id);
            stack.extend(&children[id.index()]);
        }
        // A subtree is a run of the order, so its end is the end of its last child.
        for &id in order.iter().rev() {
            let kind = self.schema.kind(id);
            let last = children[id.index()].iter().map(|&child| self.schema.kind(child).last).max();
            let last = last.unwrap_or(kind.first).max(kind.first);
            self.schema.kinds[id.index()].last = last;
        }
        order
    }

    // Fields ----------------------------------------------------------------------------------------------------------------------

    /// Tells what `extend kind` cannot extend.
    fn extensions(&mut self, decls: &[KindDecl]) {
        for decl in decls.iter().filter(|decl| decl.role == Role::Extends) {
            let name = self.text(decl.name);
            if self.schema.kind_named(name).is_none() {
                let diagnostic = self.unknown_kind(decl.name.span, name);
                self.diagnostics.push(diagnostic);
            }
        }
    }

    fn own_fields(&mut self, decls: &[KindDecl]) -> OwnFields {
        let mut own: OwnFields = vec![Vec::new(); self.schema.kinds.len()];
        for decl in decls {
            let id = match decl.role {
                Role::New => self.declared_here(decl),
                Role::Extends => self.schema.kind_named(self.text(decl.name)),
            };
            let Some(id) = id else { continue };
            for field in &decl.fields {
                if let Some(field) = self.field(id, field, &own[id.index()]) {
                    own[id.index()].push(field);
                }
            }
        }
        own
    }

    fn field(&mut self, owner: KindId, decl: &FieldDecl, siblings: &[FieldId]) -> Option<FieldId> {
        let name = self.text(decl.name);
        if Builtin::by_name(name).is_some() {
            self.diagnostics.push(reserved(decl.name.span, name, "everything has a field of this name already"));
            return None;
        }
        if let Some(&first) = siblings.iter().find(|field| &*self.schema.field(**field).name == name) {
            let first = self.schema.field(first).span;
            self.diagnostics.push(field_twice(decl.name.span, name, first));
            return None;
        }
        let ty = resolve_type(self.sources, &self.schema, &decl.ty, self.diagnostics);
        let cardinality = types::cardinality(decl.ty.many);
        let role = if decl.contains { FieldRole::Contains } else { FieldRole::Written };
        let id = FieldId(self.schema.fields.len() as u32);
        let doc = self.doc(decl.doc);
        // Defaults may name entities, so their values are worked out last; until then the hole says that there is one.
        let default = decl.default.as_ref().map(|_| Value::Missing);
        self.schema.fields.push(Field { name: name.into(), doc, span: decl.name.span, owner, ty, cardinality, role, default });
        Some(id)
    }

    fn inherit(&mut self, order: &[KindId], own: &OwnFields) {
        for &id in order {
            let (mut fields, mut by_name) = match self.schema.kind(id).parent {
                Some(parent) => (self.schema.kind(parent).fields.clone(), self.schema.kind(parent).by_name.clone()),
                None => (Vec::new(), FxHashMap::default()),
            };
            for &field in &own[id.index()] {
                let declared = &self.schema.fields[field.index()];
                if let Some(&first) = by_name.get(&declared.name) {
                    let diagnostic = field_twice(declared.span, &declared.name, self.schema.field(first).span);
                    self.diagnostics.push(diagnostic);
                    continue;
                }
                by_name.insert(declared.name.clone(), field);
                fields.push(field);
            }
            let kind = &mut self.schema.kinds[id.index()];
            kind.fields = fields;
            kind.by_name = by_name;
        }
    }

    // Inverse and containing fields -----------------------------------------------------------------------------------------------

    fn inverses(&mut self, decls: &[KindDecl]) {
        let places: FxHashMap<Span, FieldId> =
            self.schema.fields.iter().enumerate().map(|(at, field)| (field.span, FieldId(at as u32))).collect();
        let inverse: Vec<(FieldId, Name)> = decls
            .iter()
            .flat_map(|decl| &decl.fields)
            .filter_map(|field| Some((*places.get(&field.name.span)?, field.inverse_of?)))
            .collect();
        let computed: FxHashSet<FieldId> = inverse.iter().map(|(id, _)| *id).collect();
        for (id, of) in inverse {
            match self.inverted(id, self.text(of), &computed) {
                Ok(of) => self.schema.fields[id.index()].role = FieldRole::Inverse(of),
                Err(why) => {
                    // Nothing can be computed; an unknown type keeps later stages quiet.
                    let field = &mut self.schema.fields[id.index()];
                    field.ty = Type::Unknown;
                    field.cardinality = Cardinality::List;
                    let diagnostic = not_invertible(of.span, &field.name, why);
                    self.diagnostics.push(diagnostic);
                }
            }
        }
    }

    /// The field that `id`, declared as inverse of `name`, is computed from; or why there is none.
    fn inverted(&self, id: FieldId, name: &str, computed: &FxHashSet<FieldId>) -> Result<FieldId, String> {
        let field = self.schema.field(id);
        if field.role == FieldRole::Contains {
            return Err("a field is either contained or computed, not both".into());
        }
        let source = match &field.ty {
            Type::OneOf(targets) => match &targets[..] {
                [Target::Kind(kind)] => *kind,
                _ => return Err("its type has to be one kind: the one that has the other field".into()),
            },
            Type::Unknown => return Err("its type is not known".into()),
            _ => return Err("its type has to be a kind, because entities are what it finds".into()),
        };
        let kind = self.schema.kind(source);
        let Some(of) = self.schema.field_named(source, name) else {
            let hint = closest(name, kind.by_name.keys().map(|known| &**known));
            let hint = hint.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            return Err(format!("`{}` has no field `{name}`{hint}", kind.name));
        };
        if computed.contains(&of) {
            return Err(format!("`{}.{name}` is computed itself, so each would wait for the other", kind.name));
        }
        if self.refers_to(of, field.owner) {
            Ok(of)
        } else {
            Err(format!("`{}.{name}` never refers to {}", kind.name, self.schema.kind(field.owner).name))
        }
    }

    /// Whether a value of `field` can be an entity of `kind` or of a kind that extends it, or that it extends.
    fn refers_to(&self, field: FieldId, kind: KindId) -> bool {
        match &self.schema.field(field).ty {
            Type::Any | Type::Unknown => true,
            Type::OneOf(targets) => targets.iter().any(|target| match target {
                Target::Kind(other) => self.schema.is_a(kind, *other) || self.schema.is_a(*other, kind),
                Target::Enum(_) | Target::Scalar(_) => false,
            }),
            _ => false,
        }
    }

    fn containment(&mut self) {
        for id in (0..self.schema.kinds.len() as u32).map(KindId) {
            let holders: Vec<FieldId> = self.holders(id);
            for (at, &later) in holders.iter().enumerate() {
                let clash = holders[..at].iter().copied().find(|&earlier| self.overlap(earlier, later));
                // An inherited clash is told where it is declared.
                if let Some(earlier) = clash
                    && (self.schema.field(later).owner == id)
                {
                    let diagnostic = contains_same(&self.schema, earlier, later);
                    self.diagnostics.push(diagnostic);
                }
            }
        }
        self.endless_containment();
    }

    fn holders(&self, kind: KindId) -> Vec<FieldId> {
        let fields = &self.schema.kind(kind).fields;
        fields.iter().copied().filter(|&field| self.schema.field(field).role == FieldRole::Contains).collect()
    }

    fn contained_kinds(&self, field: FieldId) -> Vec<KindId> {
        match &self.schema.field(field).ty {
            Type::OneOf(targets) => targets
                .iter()
                .filter_map(|target| match target {
                    Target::Kind(kind) => Some(*kind),
                    Target::Enum(_) | Target::Scalar(_) => None,
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    fn overlap(&self, left: FieldId, right: FieldId) -> bool {
        let right = self.contained_kinds(right);
        self.contained_kinds(left).iter().any(|&a| right.iter().any(|&b| self.schema.is_a(a, b) || self.schema.is_a(b, a)))
    }

    /// Tells of kinds that need one of another inside, which needs one of the first inside, without end.
    fn endless_containment(&mut self) {
        let needs: Vec<Vec<KindId>> = (0..self.schema.kinds.len() as u32)
            .map(|id| {
                let needed = self.holders(KindId(id)).into_iter().filter(|&field| {
                    let cardinality = self.schema.field(field).cardinality;
                    cardinality == Cardinality::One || cardinality == Cardinality::AtLeastOne
                });
                // A choice between kinds may end; only a single kind is certain.
                needed.map(|field| self.contained_kinds(field)).filter(|kinds| kinds.len() == 1).flatten().collect()
            })
            .collect();
        for start in (0..self.schema.kinds.len() as u32).map(KindId) {
            let mut seen = vec![false; needs.len()];
            let mut stack = needs[start.index()].clone();
            while let Some(kind) = stack.pop() {
                if kind == start {
                    let diagnostic = endless(self.schema.kind(start).span, &self.schema.kind(start).name);
                    self.diagnostics.push(diagnostic);
                    break;
                }
                if !std::mem::replace(&mut seen[kind.index()], true) {
                    stack.extend(&needs[kind.index()]);
                }
            }
        }
    }

    fn unknown_kind(&self, span: Span, name: &str) -> Diagnostic {
        let near = closest(name, self.schema.kinds.iter().map(|kind| &*kind.name));
        unknown_type(span, name, "kind", near)
    }
}

fn unknown_type(span: Span, name: &str, what: &str, near: Option<&str>) -> Diagnostic {
    let diagnostic = Diagnostic::error(&codes::E0202, span, format!("there is no {what} `{name}`"), format!("unknown {what}"));
    match near {
        Some(near) => diagnostic.did_you_mean(span, near),
        None => diagnostic.help("`sms explain --list` names all kinds and enums"),
    }
}

fn declared_twice(span: Span, name: &str, first: Span) -> Diagnostic {
    Diagnostic::error(&codes::E0201, span, format!("`{name}` is declared twice"), "declared again here")
        .label(first, "first declared here")
        .help("give one of the two another name, or join them into one")
}

fn declared_again(span: Span, name: &str, first: Span) -> Diagnostic {
    Diagnostic::error(&codes::E0206, span, format!("the library already declares `{name}`"), "declared again here")
        .label(first, "the library's declaration")
        .help(format!("to add fields or values to it write `extend kind {name} {{ … }}` or `extend enum {name} {{ … }}`; for something else choose another name"))
}

fn reserved(span: Span, name: &str, why: &str) -> Diagnostic {
    Diagnostic::error(&codes::E0307, span, format!("`{name}` cannot be used as a name here"), "reserved")
        .note(why)
        .help("choose another name")
}

fn extends_itself(span: Span, names: &[&str]) -> Diagnostic {
    let path: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    Diagnostic::error(
        &codes::E0301,
        span,
        format!("the kind `{}` extends itself", names[0]),
        format!("{} leads back to the start", path.join(" extends ")),
    )
    .help("let one of them extend nothing, or another kind")
}

fn field_twice(span: Span, name: &str, first: Span) -> Diagnostic {
    Diagnostic::error(&codes::E0303, span, format!("the field `{name}` is declared twice"), "declared again here")
        .label(first, "first declared here; kinds inherit the fields of the kind they extend")
        .help("remove one of the two, or give it another name")
}

fn not_invertible(span: Span, name: &str, why: String) -> Diagnostic {
    Diagnostic::error(&codes::E0304, span, format!("the field `{name}` cannot be computed"), why).help(
        "an inverse field names a field that other entities write and that refers to this kind: \
         `governed_by: [governance] inverse of party`",
    )
}

fn contains_same(schema: &Schema, earlier: FieldId, later: FieldId) -> Diagnostic {
    let (earlier, later) = (schema.field(earlier), schema.field(later));
    Diagnostic::error(
        &codes::E0306,
        later.span,
        format!("the fields `{}` and `{}` contain the same kind", earlier.name, later.name),
        "a child of that kind could belong to either",
    )
    .label(earlier.span, "the other one")
    .help("let one field contain it, and let the other refer to it")
}

fn endless(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        &codes::E0412,
        span,
        format!("a `{name}` could never be complete"),
        "needs something inside it that needs a thing of this kind inside it, without end",
    )
    .help("make one of the contained fields optional (`?`) or a list that may be empty (`[…]`)")
}
