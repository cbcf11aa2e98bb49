//! A promise: the figure that can be reached, and the weakest of what it rests on.

use crate::model::{EntityId, Lang, Model};
use crate::promises::{Figure, Promises};
use crate::quantity::Scalar;
use crate::workspace::Checked;
use crate::world::Audience;

/// The best figure that what stands behind a promise allows, in words, with the target that limits it first.
pub struct Reach {
    /// The figure.
    pub figure: String,
    /// The weakest link.
    pub weakest: Option<EntityId>,
}

/// The promises of a model with what each can reach.
pub fn reachable(checked: &Checked, targets: &[EntityId]) -> Vec<(EntityId, Reach)> {
    let model = &checked.model;
    let Some(promises) = Promises::new(model, checked.facts.today) else { return Vec::new() };
    let reach = |&target: &EntityId| {
        let chain = promises.of(target)?;
        let figure = figure(chain.reachable()?);
        let (weakest, _) = chain.weakest();
        Some((target, Reach { figure, weakest }))
    };
    targets.iter().filter_map(reach).collect()
}

/// The lines about a target.
pub(super) fn reach(checked: &Checked, lang: &Lang, target: EntityId) -> Vec<String> {
    let model = &checked.model;
    let reader = model.reader(Audience::Anybody);
    if !is_figured(model, lang, target) {
        return Vec::new();
    }
    match reachable(checked, &[target]).pop() {
        Some((_, Reach { figure, weakest })) => {
            let mut lines = vec![format!("- at best **{figure}**, by what it rests on")];
            lines.extend(weakest.map(|id| {
                let holder = model.entity(id).parent.map(|(holder, _)| format!(" of {}", reader.title(holder)));
                format!("- the weakest link is `{}`{}", model.entity(id).path, holder.unwrap_or_default())
            }));
            lines
        }
        None => vec!["- nothing that is promised behind it limits it".to_owned()],
    }
}

/// Whether a target gives a figure.
fn is_figured(model: &Model, lang: &Lang, target: EntityId) -> bool {
    [lang.promises.at_least, lang.promises.at_most].iter().any(|&field| model.slot(target, field).is_some())
}

fn figure(figure: Figure) -> String {
    match figure {
        Figure::Share(share) => Scalar::Percent(share).to_string(),
        Figure::Time(time) => Scalar::Duration(time).to_string(),
        Figure::Amount(amount) => Scalar::Number(amount).to_string(),
    }
}
