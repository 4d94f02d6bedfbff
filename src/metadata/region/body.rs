//! The place for which a body speaks: the places that it names, around, below and as its own.
//!
//! Input: what the folded body mentions, and the candidates that heavier evidence left. Output: the place, or what stays
//! open, with the words that decide. Refuses to prefer one of several candidates that weigh the same.

use std::collections::BTreeMap;

use crate::metadata::{Evidence, Found, Origin, Region};
use crate::rules::{Level, Mention, PlaceId, Regions};

/// The townships that a folded text names, each with the places of that name.
pub fn townships(text: &str, regions: &Regions) -> Vec<(String, Vec<PlaceId>)> {
    let mut found: Vec<(String, Vec<PlaceId>)> = Vec::new();
    for ending in ["街道", "镇", "乡", "苏木"] {
        for (at, _) in text.match_indices(ending) {
            let end = at + ending.len();
            let starts: Vec<usize> = text[..at].char_indices().rev().take(7).map(|(start, _)| start).collect();
            // The longest name wins: 李家集街道 before 集街道.
            let name = starts.iter().rev().map(|start| &text[*start..end]).find(|name| !regions.named(name).is_empty());
            let Some(name) = name else { continue };
            if name.chars().count() <= ending.chars().count() + 1 && ending != "街道" {
                continue;
            }
            let places: Vec<PlaceId> =
                regions.named(name).iter().copied().filter(|place| regions.place(*place).level == Level::Township).collect();
            if !places.is_empty() && !found.iter().any(|(known, _)| known == name) {
                found.push((name.to_owned(), places));
            }
        }
    }
    found
}

/// Nothing names the place itself: the one around it, where the body names just one (曲靖市委、市政府).
pub fn within(mut evidence: Vec<Evidence>, found: &[Mention], body: &str, own_level: Option<Level>, regions: &Regions) -> Found<Region> {
    let above: Vec<&Mention> = found
        .iter()
        .filter(|mention| mention.full && mention.places.len() == 1)
        .filter(|mention| own_level.is_none_or(|level| regions.place(mention.places[0]).level < level))
        .filter(|mention| ["委", "人民政府", "政府", "人大"].iter().any(|word| body[mention.end..].starts_with(word)))
        .collect();
    let places: Vec<PlaceId> = above.iter().map(|mention| mention.places[0]).collect();
    let innermost = places.iter().copied().find(|place| places.iter().all(|other| regions.lies_in(*place, *other)));
    if let (Some(place), Some(mention)) = (innermost, above.first()) {
        evidence.push(Evidence {
            origin: Origin::Body,
            words: body[mention.start..mention.end].to_owned(),
            line: None,
            shows: format!("{}，上级", regions.full_name(place)),
        });
        return Found { value: Region { place: Some(place), candidates: Vec::new(), exact: false }, evidence };
    }
    Found { value: Region::default(), evidence }
}

/// Candidates from what the body names, at the level at which the report speaks of itself.
pub fn from_body(found: &[Mention], towns: &[(String, Vec<PlaceId>)], own_level: Option<Level>, regions: &Regions) -> Vec<PlaceId> {
    let level = own_level.unwrap_or(Level::Prefecture);
    let mut weights: BTreeMap<PlaceId, u32> = BTreeMap::new();
    let mut add = |place: PlaceId, weight: u32| {
        if let Some(own) = regions.chain(place).find(|outer| {
            regions.place(*outer).level == level
                || (level == Level::Prefecture
                    && regions.place(*outer).level == Level::Province
                    && regions.place(place).level == Level::County)
        }) && regions.place(own).level == level
        {
            *weights.entry(own).or_default() += weight;
        }
        // A county-level city and a municipality call themselves 我市 as well.
        let row = regions.place(place);
        if level == Level::Prefecture && matches!(row.level, Level::County | Level::Province) && row.name.ends_with('市') {
            *weights.entry(place).or_default() += weight;
        }
    };
    for mention in found.iter().filter(|mention| mention.places.len() == 1) {
        add(mention.places[0], if mention.full { 3 } else { 1 });
    }
    if level == Level::County {
        for (_, places) in towns {
            for place in places {
                add(*place, 2);
            }
        }
    }
    let heaviest = weights.values().copied().max().unwrap_or(0);
    // One passing mention of a place is no self-reference, except that a subordinate township is.
    if heaviest < 2 {
        return Vec::new();
    }
    weights.into_iter().filter(|(_, weight)| *weight * 2 > heaviest).map(|(place, _)| place).collect()
}

/// Weighs candidates by the places around and below them that the rest of the evidence names.
#[allow(clippy::too_many_arguments)]
pub fn decide(
    candidates: Vec<PlaceId>,
    mut evidence: Vec<Evidence>,
    found: &[Mention],
    body: &str,
    towns: &[(String, Vec<PlaceId>)],
    on_path: &[PlaceId],
    path: &str,
    regions: &Regions,
) -> Found<Region> {
    if candidates.is_empty() {
        return Found { value: Region::default(), evidence };
    }
    let support = |candidate: PlaceId| {
        let mut sum = 0;
        for mention in found {
            let around = mention.places.iter().any(|place| *place != candidate && regions.lies_in(candidate, *place));
            let own = mention.places.contains(&candidate) && mention.places.len() == 1;
            let below = mention.places.len() == 1 && mention.places[0] != candidate && regions.lies_in(mention.places[0], candidate);
            sum += u32::from(around || below) * if mention.full { 2 } else { 1 } + u32::from(own) * 3;
        }
        for (_, places) in towns {
            sum += u32::from(places.iter().any(|place| regions.lies_in(*place, candidate))) * if places.len() == 1 { 4 } else { 2 };
        }
        sum += u32::from(on_path.iter().any(|place| regions.lies_in(*place, candidate) || regions.lies_in(candidate, *place))) * 3;
        sum
    };
    let weighed: Vec<(PlaceId, u32)> = candidates.iter().map(|place| (*place, support(*place))).collect();
    let heaviest = weighed.iter().map(|(_, sum)| *sum).max().unwrap_or(0);
    let left: Vec<PlaceId> = weighed.iter().filter(|(_, sum)| *sum == heaviest).map(|(place, _)| *place).collect();
    evidence.extend(body_evidence(&left, found, body, towns, regions));
    if let Some(place) = on_path.iter().find(|place| left.iter().any(|own| regions.lies_in(**place, *own))) {
        evidence.push(Evidence { origin: Origin::Path, words: path.to_owned(), line: None, shows: regions.full_name(*place) });
    }
    match left.as_slice() {
        [only] => Found { value: Region { place: Some(*only), candidates: Vec::new(), exact: true }, evidence },
        several => Found { value: Region { place: regions.common(several), candidates: several.to_vec(), exact: false }, evidence },
    }
}

/// The words of the body that speak for some candidates, the most telling first.
fn body_evidence(left: &[PlaceId], found: &[Mention], body: &str, towns: &[(String, Vec<PlaceId>)], regions: &Regions) -> Vec<Evidence> {
    let mut counts: BTreeMap<&str, (usize, String)> = BTreeMap::new();
    // A name of several places speaks for none of them.
    for mention in found.iter().filter(|mention| mention.places.len() == 1) {
        let related =
            mention.places.iter().find(|place| left.iter().any(|own| regions.lies_in(**place, *own) || regions.lies_in(*own, **place)));
        if let Some(place) = related {
            let entry = counts.entry(&body[mention.start..mention.end]).or_insert_with(|| (0, regions.full_name(*place)));
            entry.0 += 1;
        }
    }
    let mut ranked: Vec<(&str, (usize, String))> = counts.into_iter().collect();
    ranked.sort_by(|a, b| b.1.0.cmp(&a.1.0).then_with(|| a.0.cmp(b.0)));
    let from_towns = towns.iter().filter_map(|(name, places)| {
        let inside: Vec<String> = places
            .iter()
            .filter(|place| left.iter().any(|own| regions.lies_in(**place, *own)))
            .map(|place| regions.full_name(*place))
            .collect();
        (!inside.is_empty()).then(|| Evidence { origin: Origin::Body, words: name.clone(), line: None, shows: inside.join("、") })
    });
    let from_names = ranked.into_iter().take(6).map(|(words, (count, place))| Evidence {
        origin: Origin::Body,
        words: words.to_owned(),
        line: None,
        shows: format!("{place} ×{count}"),
    });
    from_towns.chain(from_names).take(10).collect()
}
