//! Finding what somebody means who does not know its name: by number, in any case of letters, by a former name, or by words.

use std::cmp::Reverse;

use super::{Scene, declarations, text, topics};
use crate::diag::codes;
use crate::model::{EntityId, FieldRole, Model, Value};
use crate::rules;
use crate::syntax::literal;

/// Something that `sms explain` can tell about.
pub struct Hit {
    /// What to ask `sms explain` for.
    pub name: String,
    /// What it is, in a few words.
    pub about: String,
}

/// How many are listed.
pub const MOST: usize = 5;

/// Whether this is the number of a clause: `8.2.3`.
pub fn is_number(asked: &str) -> bool {
    asked.contains(|letter: char| letter.is_ascii_digit()) && asked.chars().all(|letter| letter.is_ascii_digit() || letter == '.')
}

/// What has this number in any framework, those that a scope of the model names first, then those that hold most.
pub fn by_number(scene: &Scene, number: &str) -> Vec<EntityId> {
    let model = &scene.model;
    let Some(lang) = model.schema().lang else { return Vec::new() };
    let number = number.trim_matches('.');
    let scopes = model.of_kind(lang.scope);
    let named: Vec<EntityId> = scopes.into_iter().flat_map(|scope| model.related(scope, lang.standard)).collect();
    let mut frameworks = model.of_kind(lang.framework);
    frameworks.sort_by_key(|id| (Reverse(named.contains(id)), Reverse(model.children(*id).len()), *id));
    frameworks.iter().flat_map(|&id| model.names().candidates(&format!("{}.{number}", model.entity(id).path))).collect()
}

/// Whether the model has a scope that names the framework in which this stands.
pub fn is_in_scope(model: &Model, found: EntityId) -> bool {
    let Some(lang) = model.schema().lang else { return false };
    let mut root = found;
    while let Some((parent, _)) = model.entity(root).parent {
        root = parent;
    }
    model.of_kind(lang.scope).into_iter().any(|scope| model.related(scope, lang.standard).contains(&root))
}

/// The names that differ from what was asked in the case of letters alone, and what bore this name within its framework before.
pub fn by_case(scene: &Scene, asked: &str) -> Vec<String> {
    let model = &scene.model;
    let schema = model.schema();
    let text = |name: crate::syntax::tree::Name| scene.sources.text(name.span);
    let declared = schema.kinds.iter().map(|kind| &*kind.name).chain(schema.enums.iter().map(|item| &*item.name));
    let named =
        model.rules().iter().map(|rule| text(rule.name)).chain(model.registers().iter().map(|register| text(register.name)));
    let named = declared.chain(named).chain(model.defines().iter().map(|define| text(define.decl.name)));
    let mut found: Vec<String> = named.filter(|name| same(name, asked)).map(str::to_owned).collect();
    let path = |id: EntityId| model.entity(id).path.to_string();
    found.extend(model.ids().filter(|&id| same(&model.entity(id).path, asked)).map(path));
    if found.is_empty() {
        found.extend(model.ids().filter(|&id| same(model.entity(id).id(), asked)).map(path));
    }
    if found.is_empty() {
        let bore = |id: &EntityId| {
            let former = &model.entity(*id).formerly;
            former.iter().any(|(name, _)| name.rsplit('.').next().is_some_and(|last| same(last, asked)) || same(name, asked))
        };
        found.extend(model.ids().filter(bore).map(path));
    }
    found.dedup();
    found
}

fn same(left: &str, right: &str) -> bool {
    left.len() == right.len() && left.to_lowercase() == right.to_lowercase()
}

/// What best fits these words, best first: what has all of them, or else half of several, in names and titles before texts.
pub fn by_words(scene: &Scene, asked: &str) -> Vec<Hit> {
    let wanted: Vec<String> = words(asked).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut hits: Vec<(u32, Hit)> = Vec::new();
    let mut look = |entry: Entry| {
        if let Some(score) = score(&entry, &wanted, asked) {
            hits.push((score, Hit { name: entry.name, about: entry.about }));
        }
    };
    declared(scene, &mut look);
    entities(scene, &mut look);
    // Of equals the first, in the order above.
    hits.sort_by_key(|(score, _)| Reverse(*score));
    let mut told: Vec<Hit> = Vec::new();
    for (_, hit) in hits {
        if told.len() < MOST && told.iter().all(|earlier| earlier.name != hit.name) {
            told.push(hit);
        }
    }
    told
}

/// Lists hits, one line each.
pub fn list(asked: &str, hits: &[Hit], out: &mut String) {
    text::start(out);
    out.push_str(&format!("nothing is called `{asked}`; this may be meant:\n"));
    lines(hits, out);
    out.push_str("`sms explain NAME` tells all about one of them\n");
}

/// One line for each.
pub fn lines(hits: &[Hit], out: &mut String) {
    let width = hits.iter().map(|hit| hit.name.chars().count()).max().unwrap_or(0).min(36);
    for hit in hits {
        text::wrapped(&hit.about, &format!("  {:width$}  ", hit.name), &" ".repeat(width + 4), out);
    }
}

/// An entity as a line.
pub fn line(scene: &Scene, id: EntityId) -> Hit {
    let model = &scene.model;
    let kind = model.schema().kind(model.entity(id).kind).name.replace('_', " ");
    Hit { name: model.entity(id).path.to_string(), about: format!("{kind}: {}", scene.reader().title(id)) }
}

/// Something that may be meant, with where its words stand.
struct Entry {
    name: String,
    about: String,
    /// How much more it is worth than a single requirement or record of the library.
    weight: u32,
    title: String,
    /// Other names.
    aliases: Vec<String>,
    texts: Vec<String>,
}

/// How well an entry fits; none where it lacks most words.
fn score(entry: &Entry, wanted: &[String], asked: &str) -> Option<u32> {
    let (mut score, mut found) = (entry.weight, 0);
    let name = &entry.name;
    for word in wanted {
        let fits = |text: &String, whole: u32, part: u32| {
            words(text)
                .map(|other| match () {
                    _ if other == *word || one_and_many(&other, word) => whole,
                    _ if word.len() > 2 && other.starts_with(word.as_str()) => part,
                    _ => 0,
                })
                .max()
                .unwrap_or(0)
        };
        let best = fits(name, 12, 8).max(fits(&entry.title, 12, 8));
        let best = entry.aliases.iter().map(|alias| fits(alias, 10, 6)).fold(best, u32::max);
        let best = if best > 0 { best } else { entry.texts.iter().map(|text| fits(text, 3, 1)).max().unwrap_or(0) };
        found += u32::from(best > 0);
        score += best;
    }
    // A name that nothing has is mistyped rather than a set of words.
    let least = if asked.contains(char::is_whitespace) { wanted.len().div_ceil(2) } else { wanted.len() };
    if (found as usize) < least {
        return None;
    }
    let whole = std::iter::once(&entry.title).chain(&entry.aliases).any(|title| same(title, asked));
    // Where the words are all there is, more is said about them than where they are some among many.
    let others = words(&entry.title).count().saturating_sub(wanted.len()).min(8) as u32;
    Some(found * 10_000 + score * 10 + if whole { 300 } else { 0 } - others)
}

/// Whether two words are one in singular and plural.
fn one_and_many(left: &str, right: &str) -> bool {
    left.strip_suffix('s') == Some(right) || right.strip_suffix('s') == Some(left)
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// Topics, codes, kinds with their fields, enums with their values, rules, registers and definitions.
fn declared(scene: &Scene, look: &mut impl FnMut(Entry)) {
    let model = &scene.model;
    let schema = model.schema();
    let entry = |name: &str, sort: &str, doc: &str, weight: u32| Entry {
        name: name.to_owned(),
        about: format!("{sort}: {}", text::sentence(doc)),
        weight,
        title: name.replace('_', " "),
        aliases: Vec::new(),
        texts: vec![doc.to_owned()],
    };
    for topic in &topics::ALL {
        let aliases = topic.names.iter().map(|name| (*name).to_owned()).collect();
        look(Entry { aliases, ..entry(topic.names.first().unwrap_or(&""), "page", topic.title, 4) });
    }
    for function in rules::function_names() {
        look(Entry {
            about: format!("function `{function}` of rules"),
            texts: vec![function.to_owned()],
            ..entry("rules", "page", "", 0)
        });
    }
    codes::ALL.iter().for_each(|code| look(entry(code.id, "error", code.title, 0)));
    for kind in &schema.kinds {
        look(entry(&kind.name, "kind", &kind.doc, 4));
        for &field in &kind.fields {
            let field = schema.field(field);
            let is_own = field.owner == schema.kind_named(&kind.name).unwrap_or(field.owner);
            if is_own && !matches!(field.role, FieldRole::Inverse(_)) {
                let about = format!("field `{}` of `{}`: {}", field.name, kind.name, text::sentence(&field.doc));
                look(Entry { about, ..entry(&format!("{}.{}", kind.name, field.name), "field", &field.doc, 2) });
            }
        }
    }
    for item in &schema.enums {
        let variants = item.variants.iter().map(|variant| variant.name.replace('_', " ")).collect();
        look(Entry { texts: variants, ..entry(&item.name, "choice", &item.doc, 2) });
    }
    for rule in model.rules() {
        look(entry(scene.sources.text(rule.name.span), "rule", &declarations::doc(scene, rule.doc), 1));
    }
    for register in model.registers() {
        let title = register.title.map(|title| literal::cooked(scene.sources.text(title.span)).into_owned()).unwrap_or_default();
        let doc = declarations::doc(scene, register.doc);
        let name = scene.sources.text(register.name.span);
        look(Entry { about: format!("register: {title}"), title, ..entry(name, "register", &doc, 4) });
    }
    for define in model.defines() {
        look(entry(scene.sources.text(define.decl.name.span), "definition", &declarations::doc(scene, define.decl.doc), 1));
    }
}

/// Everything that the library and the model hold.
fn entities(scene: &Scene, look: &mut impl FnMut(Entry)) {
    let (model, reader) = (&scene.model, scene.reader());
    for id in model.ids() {
        let entity = model.entity(id);
        let Hit { name, about } = line(scene, id);
        let (mut texts, mut aliases) = (Vec::new(), Vec::new());
        for slot in model.slots(id) {
            match &*reader.open(&slot.value) {
                Value::List(items) => {
                    aliases.extend(items.iter().filter_map(|item| reader.letters_of(&item.value)).map(|text| text.into_owned()))
                }
                single => texts.extend(reader.letters_of(single).map(|text| text.into_owned())),
            }
        }
        aliases.extend(entity.formerly.iter().map(|(name, _)| name.to_string()));
        aliases.push(entity.id().replace('_', " "));
        let depth = entity.path.matches('.').count() as u32;
        look(Entry { name, about, weight: 3_u32.saturating_sub(depth), title: reader.title(id).into_owned(), aliases, texts });
    }
}
