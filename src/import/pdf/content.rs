//! What a page writes.
//!
//! Input: the operators of a page. Output: its glyphs, each with its place and its characters. Refuses to paint: lines,
//! pictures and colours are passed by, and so are the glyphs that no table of the file gives characters for, counted.

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{Dict, Name, Number, Object, Stream};
use hayro_syntax::page::{Page, Resources};

use super::UNKNOWN;
use super::font::{Font, Fonts};
use super::unpack::may_unpack;
use crate::import::left_out::Tally;

/// Forms one in the other.
const DEEPEST_FORM: usize = 12;
/// States that are saved at once.
const MOST_STATES: usize = 512;
/// Operators of a whole file; the longest reports have some millions.
const MOST_OPERATORS: usize = 40_000_000;
/// Glyphs of a whole file.
const MOST_GLYPHS: usize = 8_000_000;
/// Forms drawn, each time counted: a form may draw another twice, and so on.
const MOST_FORMS: usize = 20_000;

/// What is left of the work that a file may ask for.
#[derive(Debug)]
pub struct Limits {
    operators: usize,
    glyphs: usize,
    forms: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { operators: MOST_OPERATORS, glyphs: MOST_GLYPHS, forms: MOST_FORMS }
    }
}

impl Limits {
    /// Whether the file wanted more.
    pub fn is_spent(&self) -> bool {
        self.operators == 0 || self.glyphs == 0 || self.forms == 0
    }
}

/// A written sign.
#[derive(Clone, Debug, PartialEq)]
pub struct Glyph {
    /// Where it begins, on the baseline; up is more.
    pub x: f64,
    pub y: f64,
    /// Where the next one would begin.
    pub end_x: f64,
    pub end_y: f64,
    /// Height of the font.
    pub size: f64,
    pub text: String,
}

impl Glyph {
    /// Turns it by quarters, clockwise.
    pub fn turn(&mut self, quarters: usize) {
        let turned = |(x, y): (f64, f64)| match quarters % 4 {
            0 => (x, y),
            1 => (y, -x),
            2 => (-x, -y),
            _ => (-y, x),
        };
        (self.x, self.y) = turned((self.x, self.y));
        (self.end_x, self.end_y) = turned((self.end_x, self.end_y));
    }

    /// By how many quarters it has to be turned to be read from left to right; `None` when it is slanted.
    pub fn direction(&self) -> Option<usize> {
        let (x, y) = (self.end_x - self.x, self.end_y - self.y);
        match () {
            () if x >= 0.0 && y.abs() <= x * 0.1 + 1e-6 => Some(0),
            () if y > 0.0 && x.abs() <= y * 0.1 => Some(1),
            () if x < 0.0 && y.abs() <= -x * 0.1 => Some(2),
            () if y < 0.0 && x.abs() <= -y * 0.1 => Some(3),
            () => None,
        }
    }
}

/// `[a b c d e f]` as the format has it: (x, y) becomes (ax + cy + e, bx + dy + f).
type Matrix = [f64; 6];

const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// The first matrix, then the second.
fn then(first: Matrix, second: Matrix) -> Matrix {
    let [a, b, c, d, e, f] = first;
    let [p, q, r, s, t, u] = second;
    [a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u]
}

#[derive(Clone)]
struct State {
    page: Matrix,
    font: Option<std::rc::Rc<Font>>,
    size: f64,
    letter_space: f64,
    word_space: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

impl State {
    fn new(page: Matrix) -> State {
        State { page, font: None, size: 0.0, letter_space: 0.0, word_space: 0.0, stretch: 1.0, leading: 0.0, rise: 0.0 }
    }
}

/// The glyphs of a page, in the order in which they are written.
pub fn read_page(page: &Page, fonts: &mut Fonts, limits: &mut Limits, tally: &mut Tally) -> Vec<Glyph> {
    let mut writer = Writer { fonts, limits, tally, glyphs: Vec::new() };
    if !contents(page).iter().all(may_unpack) {
        writer.tally.add("pages that unpack beyond measure");
    } else if let Some(stream) = page.page_stream() {
        writer.run(stream, page.resources(), State::new(IDENTITY), 0);
    }
    let (glyphs, tally) = (writer.glyphs, writer.tally);
    count_pictures(&page.resources().x_objects, tally);
    glyphs
}

/// The streams of a page.
fn contents<'a>(page: &Page<'a>) -> Vec<Stream<'a>> {
    match page.raw().get::<Object>("Contents") {
        Some(Object::Stream(stream)) => vec![stream],
        Some(Object::Array(streams)) => streams.iter::<Stream>().collect(),
        _ => Vec::new(),
    }
}

fn count_pictures(objects: &Dict, tally: &mut Tally) {
    for name in objects.keys() {
        let stream = objects.get::<Stream>(name.as_ref());
        if stream.is_some_and(|stream| stream.dict().get::<Name>("Subtype").is_some_and(|kind| kind.as_ref() == b"Image")) {
            tally.add("pictures");
        }
    }
}

struct Writer<'w> {
    fonts: &'w mut Fonts,
    limits: &'w mut Limits,
    tally: &'w mut Tally,
    glyphs: Vec<Glyph>,
}

impl Writer<'_> {
    fn run(&mut self, stream: &[u8], resources: &Resources, state: State, depth: usize) {
        let mut state = state;
        let mut saved: Vec<State> = Vec::new();
        let mut text = IDENTITY;
        let mut line = IDENTITY;
        let mut operators = TypedIter::new(stream);
        while let Some(operator) = operators.next() {
            self.limits.operators = self.limits.operators.saturating_sub(1);
            if self.limits.is_spent() {
                return;
            }
            match operator {
                TypedInstruction::SaveState(_) if saved.len() < MOST_STATES => saved.push(state.clone()),
                TypedInstruction::RestoreState(_) => {
                    if let Some(before) = saved.pop() {
                        state = before;
                    }
                }
                TypedInstruction::Transform(m) => state.page = then(matrix([m.0, m.1, m.2, m.3, m.4, m.5]), state.page),
                TypedInstruction::BeginText(_) => (text, line) = (IDENTITY, IDENTITY),
                TypedInstruction::CharacterSpacing(space) => state.letter_space = space.0.as_f64(),
                TypedInstruction::WordSpacing(space) => state.word_space = space.0.as_f64(),
                TypedInstruction::HorizontalScaling(scale) => state.stretch = scale.0.as_f64() / 100.0,
                TypedInstruction::TextLeading(leading) => state.leading = leading.0.as_f64(),
                TypedInstruction::TextRise(rise) => state.rise = rise.0.as_f64(),
                TypedInstruction::TextFont(font) => {
                    state.font = self.fonts.get(resources, font.0);
                    state.size = font.1.as_f64();
                }
                TypedInstruction::NextLine(by) => {
                    line = then([1.0, 0.0, 0.0, 1.0, by.0.as_f64(), by.1.as_f64()], line);
                    text = line;
                }
                TypedInstruction::NextLineAndSetLeading(by) => {
                    state.leading = -by.1.as_f64();
                    line = then([1.0, 0.0, 0.0, 1.0, by.0.as_f64(), by.1.as_f64()], line);
                    text = line;
                }
                TypedInstruction::SetTextMatrix(m) => {
                    line = matrix([m.0, m.1, m.2, m.3, m.4, m.5]);
                    text = line;
                }
                TypedInstruction::NextLineUsingLeading(_) => {
                    line = then([1.0, 0.0, 0.0, 1.0, 0.0, -state.leading], line);
                    text = line;
                }
                TypedInstruction::ShowText(shown) => self.show(shown.0.as_ref(), &state, &mut text),
                TypedInstruction::NextLineAndShowText(shown) => {
                    line = then([1.0, 0.0, 0.0, 1.0, 0.0, -state.leading], line);
                    text = line;
                    self.show(shown.0.as_ref(), &state, &mut text);
                }
                TypedInstruction::ShowTextWithParameters(shown) => {
                    (state.word_space, state.letter_space) = (shown.0.as_f64(), shown.1.as_f64());
                    line = then([1.0, 0.0, 0.0, 1.0, 0.0, -state.leading], line);
                    text = line;
                    self.show(shown.2.as_ref(), &state, &mut text);
                }
                TypedInstruction::ShowTexts(shown) => {
                    for part in shown.0.iter::<Object>() {
                        match part {
                            Object::String(part) => self.show(part.as_ref(), &state, &mut text),
                            Object::Number(back) => {
                                let by = -back.as_f64() / 1000.0 * state.size * state.stretch;
                                text = then([1.0, 0.0, 0.0, 1.0, by, 0.0], text);
                            }
                            _ => {}
                        }
                    }
                }
                TypedInstruction::XObject(object) => self.draw_form(resources, object.0, &state, depth),
                TypedInstruction::InlineImage(_) => self.tally.add("pictures"),
                _ => {}
            }
        }
    }

    fn draw_form(&mut self, resources: &Resources, name: &Name, state: &State, depth: usize) {
        let Some(form) = resources.get_x_object(name) else { return };
        if form.dict().get::<Name>("Subtype").is_none_or(|kind| kind.as_ref() != b"Form") {
            return;
        }
        self.limits.forms = self.limits.forms.saturating_sub(1);
        if depth >= DEEPEST_FORM {
            self.tally.add("forms nested too deep");
            return;
        }
        let Some(stream) = Some(&form).filter(|form| may_unpack(form)).and_then(|form| form.decoded_data().ok()) else {
            self.tally.add("forms that cannot be unpacked");
            return;
        };
        let mut inner = state.clone();
        if let Some(form_matrix) = form.dict().get::<[f32; 6]>("Matrix") {
            inner.page = then(form_matrix.map(f64::from), inner.page);
        }
        match form.dict().get::<Dict>("Resources") {
            Some(own) => {
                let own = Resources::new(own);
                count_pictures(&own.x_objects, self.tally);
                self.run(&stream, &own, inner, depth + 1);
            }
            None => self.run(&stream, resources, inner, depth + 1),
        }
    }

    fn show(&mut self, bytes: &[u8], state: &State, text: &mut Matrix) {
        let Some(font) = &state.font else {
            self.tally.add("texts without a font");
            return;
        };
        let mut at = 0;
        while at < bytes.len() {
            let sign = font.next(&bytes[at..]);
            at += sign.length;
            let space = if sign.is_blank { state.word_space } else { 0.0 };
            let advance = (sign.width * state.size + state.letter_space + space) * state.stretch;
            let here = then([state.size * state.stretch, 0.0, 0.0, state.size, 0.0, state.rise], then(*text, state.page));
            *text = then([1.0, 0.0, 0.0, 1.0, advance, 0.0], *text);
            let end = then([1.0, 0.0, 0.0, 1.0, 0.0, state.rise], then(*text, state.page));
            let size = here[2].hypot(here[3]);
            let numbers = [here[4], here[5], end[4], end[5], size];
            if !numbers.iter().all(|number| number.is_finite()) {
                self.tally.add("glyphs outside of any page");
                continue;
            }
            self.limits.glyphs = self.limits.glyphs.saturating_sub(1);
            if self.limits.is_spent() {
                return;
            }
            let text = sign.text.unwrap_or_else(|| {
                let code = format!("{}, code {:x?}", font.name, &bytes[at - sign.length..at]);
                self.tally.add_named("characters that the font does not name, written as \u{fffd}", &code);
                UNKNOWN.to_owned()
            });
            self.glyphs.push(Glyph { x: here[4], y: here[5], end_x: end[4], end_y: end[5], size, text });
        }
    }
}

fn matrix(numbers: [Number; 6]) -> Matrix {
    numbers.map(|number| number.as_f64())
}
