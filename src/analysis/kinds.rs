//! Step two: kinds and enums are laid out — names, inheritance, fields, inverse fields.

use rustc_hash::{FxHashMap, FxHashSet};

use super::containment;
use super::declare::Declared;
use super::expressions;
use super::lineage;
use super::types::{self, resolve_type};
use super::words::{MemberWords, TypeWords};
use crate::diag::{Diagnostic, codes};
use crate::model::{
    Builtin, Cardinality, EnumDef, EnumId, Field, FieldId, FieldRole, Kind, KindId, Schema, Target, Type, Value, VariantDef,
};
use crate::source::{Origin, Sources, Span};
use crate::syntax::literal;
use crate::syntax::tree::{Doc, EnumDecl, FieldDecl, KindDecl, Name, Role};

/// Builds the schema; defaults and lang items come later.
pub(super) fn lay_out(sources: &Sources, declared: &Declared, diagnostics: &mut Vec<Diagnostic>) -> Schema {
    let mut layout = Layout { sources, schema: Schema::default(), words: TypeWords::new(sources), diagnostics };
    layout.names(&declared.kinds, &declared.enums);
    layout.variants(&declared.enums);
    layout.parents(&declared.kinds);
    let order = lineage::number(&mut layout.schema);
    layout.extensions(&declared.kinds);
    let own = layout.own_fields(&declared.kinds);
    layout.inherit(&order, &own);
    layout.inverses(&declared.kinds);
    containment::check(&layout.schema, layout.diagnostics);
    layout.schema
}

struct Layout<'a> {
    sources: &'a Sources,
    schema: Schema,
    words: TypeWords<'a>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

/// The most fields that kinds inherit, all told: each kind has a list of its own.
const MOST_INHERITED: usize = 2_000_000;

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
    fn names(&mut self, kinds: &[&KindDecl], enums: &[&EnumDecl]) {
        let kinds = kinds.iter().filter(|decl| decl.role == Role::New).map(|decl| (decl.name, decl.doc, Sort::Kind));
        let enums = enums.iter().filter(|decl| decl.role == Role::New).map(|decl| (decl.name, decl.doc, Sort::Enum));
        let mut all: Vec<_> = kinds.chain(enums).collect();
        all.sort_by_key(|(name, ..)| self.sources.order(name.span));
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
        self.schema.enums.push(EnumDef { name: name.into(), doc, span, variants: Vec::new(), by_name: FxHashMap::default() });
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
    fn variants(&mut self, decls: &[&EnumDecl]) {
        let (own, more): (Vec<&EnumDecl>, Vec<&EnumDecl>) = decls.iter().copied().partition(|decl| decl.role == Role::New);
        for decl in own.into_iter().chain(more) {
            let name = self.text(decl.name);
            match self.schema.enum_named(name) {
                // The second of two enums with one name has been told; its values belong to neither.
                Some(id) if decl.role == Role::New && self.schema.enumeration(id).span != decl.name.span => {}
                Some(id) => self.add_variants(id, decl),
                None if decl.role == Role::New => {}
                None => {
                    let near = self.words.closest_enum(&self.schema, name);
                    self.diagnostics.push(unknown_type(decl.name.span, name, "enum", near));
                }
            }
        }
    }

    fn add_variants(&mut self, id: EnumId, decl: &EnumDecl) {
        for variant in &decl.variants {
            let name = self.text(variant.name);
            let known = &self.schema.enums[id.index()];
            if let Some(first) = known.variant(name) {
                self.diagnostics.push(declared_twice(variant.name.span, name, known.variants[usize::from(first)].span));
                continue;
            }
            let Ok(place) = u16::try_from(known.variants.len()) else {
                self.diagnostics.push(too_many_values(variant.name.span, &known.name));
                return;
            };
            let title = match variant.title {
                Some(title) => literal::cooked(self.sources.text(title.span)).into_owned(),
                None => name.replace('_', " "),
            };
            let doc = self.doc(variant.doc);
            let variant = VariantDef { name: name.into(), title: title.into(), doc, span: variant.name.span };
            let known = &mut self.schema.enums[id.index()];
            known.variants.push(variant);
            known.by_name.insert(name.into(), place);
        }
    }

    /// Enters what each kind extends, and takes it away again where that leads in a circle or too far.
    fn parents(&mut self, decls: &[&KindDecl]) {
        let mut places: Vec<Option<Span>> = vec![None; self.schema.kinds.len()];
        for decl in decls.iter().filter(|decl| decl.role == Role::New) {
            let (Some(parent), Some(id)) = (decl.parent, self.declared_here(decl)) else { continue };
            let name = self.text(parent);
            match self.schema.kind_named(name) {
                Some(known) => {
                    self.schema.kinds[id.index()].parent = Some(known);
                    places[id.index()] = Some(parent.span);
                }
                None => self.unknown_kind(parent.span, name),
            }
        }
        let place = |schema: &Schema, kind: KindId| places[kind.index()].unwrap_or(schema.kind(kind).span);
        for circle in lineage::circles(&self.schema) {
            let start = circle[0];
            let names: Vec<&str> = circle.iter().chain([&start]).map(|&kind| &*self.schema.kind(kind).name).collect();
            self.diagnostics.push(extends_itself(place(&self.schema, start), &names));
            // Cut where it was told, so that each circle is told once.
            self.schema.kinds[start.index()].parent = None;
        }
        for kind in lineage::too_deep(&self.schema) {
            self.diagnostics.push(extends_too_far(place(&self.schema, kind), &self.schema.kind(kind).name));
            self.schema.kinds[kind.index()].parent = None;
        }
    }

    /// The kind this declaration made; `None` for a second declaration of a name.
    fn declared_here(&self, decl: &KindDecl) -> Option<KindId> {
        let id = self.schema.kind_named(self.text(decl.name))?;
        (self.schema.kind(id).span == decl.name.span).then_some(id)
    }

    // Fields ----------------------------------------------------------------------------------------------------------------------

    /// Tells what `extend kind` cannot extend.
    fn extensions(&mut self, decls: &[&KindDecl]) {
        for decl in decls.iter().filter(|decl| decl.role == Role::Extends) {
            let name = self.text(decl.name);
            if self.schema.kind_named(name).is_none() {
                self.unknown_kind(decl.name.span, name);
            }
        }
    }

    fn own_fields(&mut self, decls: &[&KindDecl]) -> OwnFields {
        let mut own: OwnFields = vec![Vec::new(); self.schema.kinds.len()];
        let mut named: FxHashMap<(KindId, &str), Span> = FxHashMap::default();
        for decl in decls {
            let id = match decl.role {
                Role::New => self.declared_here(decl),
                Role::Extends => self.schema.kind_named(self.text(decl.name)),
            };
            let Some(id) = id else { continue };
            for field in &decl.fields {
                let name = self.text(field.name);
                if Builtin::by_name(name).is_some() {
                    self.diagnostics.push(reserved(field.name.span, name, "everything has a field of this name already"));
                    continue;
                }
                let first = *named.entry((id, name)).or_insert(field.name.span);
                if first != field.name.span {
                    self.diagnostics.push(field_twice(field.name.span, name, first));
                    continue;
                }
                let field = self.field(id, field, name);
                own[id.index()].push(field);
            }
        }
        own
    }

    fn field(&mut self, owner: KindId, decl: &FieldDecl, name: &str) -> FieldId {
        let ty = resolve_type(self.sources, &self.schema, &decl.ty, &mut self.words, self.diagnostics);
        let cardinality = types::cardinality(decl.ty.many);
        let role = expressions::role(decl, name, self.diagnostics);
        let id = FieldId(self.schema.fields.len() as u32);
        let doc = self.doc(decl.doc);
        // Defaults may name entities, so their values are worked out last; until then the hole says that there is one.
        let default = decl.default.as_ref().filter(|_| role == FieldRole::Written).map(|_| Value::Missing);
        self.schema.fields.push(Field { name: name.into(), doc, span: decl.name.span, owner, ty, cardinality, role, default });
        id
    }

    fn inherit(&mut self, order: &[KindId], own: &OwnFields) {
        let mut inherited = 0;
        for &id in order {
            let parent = self.schema.kind(id).parent.map(|parent| self.schema.kind(parent));
            inherited += parent.map_or(0, |parent| parent.fields.len());
            let (mut fields, mut by_name) = match parent {
                Some(parent) if inherited <= MOST_INHERITED => (parent.fields.clone(), parent.by_name.clone()),
                Some(parent) => {
                    let kind = self.schema.kind(id);
                    self.diagnostics.push(inherits_too_much(kind.span, &kind.name, parent.fields.len()));
                    (Vec::new(), FxHashMap::default())
                }
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

    // Inverse fields -------------------------------------------------------------------------------------------------------------

    fn inverses(&mut self, decls: &[&KindDecl]) {
        let places: FxHashMap<Span, FieldId> =
            self.schema.fields.iter().enumerate().map(|(at, field)| (field.span, FieldId(at as u32))).collect();
        let inverse: Vec<(FieldId, Name)> = decls
            .iter()
            .flat_map(|decl| &decl.fields)
            .filter(|field| field.computed.is_none())
            .filter_map(|field| Some((*places.get(&field.name.span)?, field.inverse_of?)))
            .collect();
        let computed: FxHashSet<FieldId> = inverse.iter().map(|(id, _)| *id).collect();
        let found: Vec<Result<FieldId, String>> = {
            let mut words = MemberWords::new(&self.schema);
            inverse.iter().map(|&(id, of)| self.inverted(id, self.text(of), &computed, &mut words)).collect()
        };
        for ((id, of), found) in inverse.into_iter().zip(found) {
            match found {
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
    fn inverted(&self, id: FieldId, name: &str, computed: &FxHashSet<FieldId>, words: &mut MemberWords) -> Result<FieldId, String> {
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
            let hint = words.closest_field(source, name);
            let hint = hint.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            return Err(format!("`{}` has no field `{name}`{hint}", kind.name));
        };
        if computed.contains(&of) || self.schema.field(of).role == FieldRole::Computed {
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

    fn unknown_kind(&mut self, span: Span, name: &str) {
        let near = self.words.closest_kind(&self.schema, name);
        self.diagnostics.push(unknown_type(span, name, "kind", near));
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
    Diagnostic::error(&codes::E0301, span, format!("the kind `{}` extends itself", names[0]), path.join(" extends "))
        .help("let one of them extend nothing, or another kind")
}

fn field_twice(span: Span, name: &str, first: Span) -> Diagnostic {
    Diagnostic::error(&codes::E0303, span, format!("the field `{name}` is declared twice"), "declared again here")
        .label(first, "first declared here; kinds inherit the fields of the kind they extend")
        .help("remove one of the two, or give it another name")
}

fn extends_too_far(span: Span, name: &str) -> Diagnostic {
    let message = format!("the kind `{name}` extends others through more than {} levels", lineage::DEEPEST);
    Diagnostic::error(&codes::E0309, span, message, "one level too many")
        .help("let it extend a kind further up: kinds that differ in little can be one kind with an enum")
}

fn inherits_too_much(span: Span, name: &str, fields: usize) -> Diagnostic {
    let message = format!("with the {fields} fields of `{name}`, kinds inherit more than {MOST_INHERITED} fields in all");
    Diagnostic::error(&codes::E0309, span, message, "one kind too many").help("let fewer kinds extend one that has so many fields")
}

fn too_many_values(span: Span, name: &str) -> Diagnostic {
    let most = usize::from(u16::MAX) + 1;
    Diagnostic::error(&codes::E0309, span, format!("the enum `{name}` has more than {most} values"), "one value too many")
        .help("what there is so much of is written as entities of a kind, to which fields refer")
}

fn not_invertible(span: Span, name: &str, why: String) -> Diagnostic {
    Diagnostic::error(&codes::E0304, span, format!("the field `{name}` cannot be computed"), why).help(
        "an inverse field names a field that other entities write and that refers to this kind: \
         `governed_by: [governance] inverse of party`",
    )
}
