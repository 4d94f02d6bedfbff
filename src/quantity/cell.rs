//! Numbers of a table's row.
//!
//! Input: the row's folded text and its values. Output: the [`Reading`], in which a value has the unit that the table states
//! apart: of 人民调解案件|万件|10.2 it is 102000件. Refuses to give a unit to a value that has its own.

use super::decimal::Decimal;
use super::lexer::read_numbers;
use super::{Approximation, Quantity, Reading};
use crate::rules::Numbers;
use crate::table::{Row, Value};

/// Reads the numbers of a row.
pub fn read_row(text: &str, row: &Row, rules: &Numbers) -> Reading {
    let mut reading = read_numbers(text, rules);
    for value in row.values.iter().filter(|value| !value.unit.is_empty()) {
        let Some((zeros, unit)) = unit_of(&value.unit, rules) else { continue };
        if let Some(plain) = plain_number(text, value) {
            // 2045 would be a year in a sentence.
            reading.names.retain(|name| name.span != value.cell);
            reading.quantities.retain(|quantity| quantity.span != value.cell);
            let at = reading.quantities.partition_point(|quantity| quantity.span.start < value.cell.start);
            reading.quantities.insert(at, plain);
        }
        for quantity in
            reading.quantities.iter_mut().filter(|quantity| quantity.unit.is_empty() && row.value_at(&quantity.span) == Some(value))
        {
            let upper = quantity.upper.map(|upper| upper.shift(zeros));
            if let (Some(shifted), None | Some(Some(_))) = (quantity.value.shift(zeros), upper) {
                (quantity.value, quantity.upper) = (shifted, upper.flatten());
                quantity.unit.clone_from(&unit);
            }
        }
    }
    reading
}

/// The value of a cell that is a number and nothing else.
fn plain_number(text: &str, value: &Value) -> Option<Quantity> {
    let written = text[value.cell.clone()].replace(',', "");
    let (whole, fraction) = written.split_once('.').unwrap_or((&written, ""));
    let value_of_cell = Decimal::new(whole, fraction, 0)?;
    Some(Quantity { span: value.cell.clone(), value: value_of_cell, upper: None, unit: String::new(), approximation: Approximation::Exact })
}

/// The zeros and the unit of what stands in a column of units: 万件 is 件 with four zeros.
fn unit_of(written: &str, rules: &Numbers) -> Option<(u32, String)> {
    const FACTORS: [(&str, u32); 6] = [("百万", 6), ("千万", 7), ("十万", 5), ("万", 4), ("亿", 8), ("千", 3)];
    let (zeros, unit) = FACTORS.iter().find_map(|(factor, zeros)| Some((*zeros, written.strip_prefix(factor)?))).unwrap_or((0, written));
    let is_unit = unit == "%" || rules.unit(unit) == Some(unit);
    is_unit.then(|| (zeros, unit.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{ColumnYear, Rules};

    fn read(text: &str, unit: &str) -> Vec<String> {
        let rules = Rules::load(None).expect("the embedded rules are valid");
        let start = text.rfind('|').map_or(0, |bar| bar + 1);
        let value = Value { cell: start..text.len(), year: ColumnYear::Reported, unit: unit.to_owned() };
        let row = Row { name: String::new(), is_part: false, values: vec![value] };
        let reading = read_row(text, &row, &rules.numbers);
        reading.quantities.iter().map(|quantity| format!("{} {} {}", quantity.value, quantity.unit, quantity.approximation)).collect()
    }

    #[test]
    fn a_value_has_the_unit_of_its_row() {
        for (text, unit, expected) in [
            ("人民调解案件|万件|10.2", "万件", "102000 件 exact"),
            ("挽回经济损失|万元|2045", "万元", "20450000 元 exact"),
            ("出庭应诉率|%|99.6", "%", "99.6 % exact"),
            ("受理案件|件|1,264", "件", "1264 件 exact"),
            ("减免税费|亿元|13.1", "亿元", "1310000000 元 exact"),
            ("受众|人次|3余万", "人次", "30000 人次 at_least"),
        ] {
            assert_eq!(read(text, unit), [expected], "{text}");
        }
    }

    #[test]
    fn a_value_keeps_its_own_unit() {
        assert_eq!(read("接待群众|件|45人次", "件"), ["45 人次 exact"]);
        assert_eq!(read("受理案件|某种|45", "某种"), ["45  exact"]);
    }
}
