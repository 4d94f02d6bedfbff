//! A part of a package, as a tree.
//!
//! Input: XML. Output: elements by their local names. Refuses document types, and with them every entity that a file
//! could define, and trees that are deeper or larger than any report.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

/// Word nests some dozens: a box in a cell of a table in a box.
const DEEPEST: usize = 256;
/// Elements and runs of text in one part.
const MOST_NODES: usize = 4 << 20;

/// An element.
#[derive(Debug, Default)]
pub struct Element {
    /// Without the prefix: each kind of part has names of its own.
    pub name: String,
    attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
}

/// What an element holds.
#[derive(Debug)]
pub enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// The elements in it.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first element of a name.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| element.name == name)
    }

    /// The element at the end of a path.
    pub fn at(&self, path: &[&str]) -> Option<&Element> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// An attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The attribute `val` of the element at the end of a path.
    pub fn value(&self, path: &[&str]) -> Option<&str> {
        self.at(path)?.attribute("val")
    }

    /// Whether a property is set: it is there, and does not say no.
    pub fn is_set(&self, path: &[&str]) -> bool {
        self.at(path).is_some_and(|element| !matches!(element.attribute("val"), Some("0" | "false" | "off" | "none")))
    }

    /// All text in it.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.add_text(&mut text);
        text
    }

    fn add_text(&self, text: &mut String) {
        for node in &self.children {
            match node {
                Node::Text(part) => text.push_str(part),
                Node::Element(element) if element.name == "instrText" => {}
                Node::Element(element) => element.add_text(text),
            }
        }
    }

    /// The elements of a name at any depth, none in another.
    pub fn find_all<'a>(&'a self, name: &str, found: &mut Vec<&'a Element>) {
        for element in self.elements() {
            if element.name == name { found.push(element) } else { element.find_all(name, found) }
        }
    }
}

/// Parses a part; the error says what is wrong with it.
pub fn parse(text: &str) -> Result<Element, String> {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut open = vec![Element::default()];
    let mut nodes = 0;
    loop {
        nodes += 1;
        if open.len() > DEEPEST || nodes > MOST_NODES {
            return Err("its XML is deeper or larger than that of a document".to_owned());
        }
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(start) => open.push(element(&start)?),
            Event::Empty(start) => {
                let element = element(&start)?;
                push(&mut open, Node::Element(element));
            }
            Event::End(_) => {
                let element = open.pop().filter(|_| !open.is_empty()).ok_or("an element ends that has not begun")?;
                push(&mut open, Node::Element(element));
            }
            Event::Text(text) => push_text(&mut open, &text.xml10_content()),
            Event::CData(text) => push_text(&mut open, &text.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().map_err(|error| error.to_string())?;
                let named = || {
                    [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\'')]
                        .into_iter()
                        .find(|(name, _)| **name == *reference.xml10_content())
                };
                let c = character.or_else(|| named().map(|(_, c)| c)).ok_or("it uses an entity")?;
                push_text(&mut open, c.encode_utf8(&mut [0; 4]));
            }
            Event::DocType(_) => return Err("it has a document type".to_owned()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    if open.len() != 1 {
        return Err("it breaks off".to_owned());
    }
    let root = open.pop().into_iter().flat_map(|root| root.children).find_map(|node| match node {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    });
    root.ok_or_else(|| "it is empty".to_owned())
}

fn element(start: &BytesStart) -> Result<Element, String> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| error.to_string())?;
        attributes.push((attribute.key.local_name().as_ref().to_owned(), value.into_owned()));
    }
    Ok(Element { name: start.local_name().as_ref().to_owned(), attributes, children: Vec::new() })
}

fn push(open: &mut [Element], node: Node) {
    if let Some(element) = open.last_mut() {
        element.children.push(node);
    }
}

fn push_text(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        match element.children.last_mut() {
            Some(Node::Text(before)) => before.push_str(text),
            _ => element.children.push(Node::Text(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_with_its_references() {
        let root = parse("<?xml version=\"1.0\"?><w:p a:x=\"1&lt;2\"><w:t>甲&amp;乙&#x4E19;</w:t><w:b w:val=\"0\"/></w:p>").expect("valid");
        assert_eq!((root.name.as_str(), root.text().as_str(), root.attribute("x")), ("p", "甲&乙丙", Some("1<2")));
        assert!(!root.is_set(&["b"]));
    }

    #[test]
    fn entities_depth_and_broken_parts_are_refused() {
        let deep = "<a>".repeat(300);
        for text in ["<!DOCTYPE a [<!ENTITY b \"bb\">]><a>&b;</a>", "<a>&b;</a>", "<a><b></a>", "<a>", "", "</a>", &deep] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
