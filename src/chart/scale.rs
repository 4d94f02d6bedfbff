//! From values to lengths.

use crate::language::Tongue;

/// A scale from zero to a round number above the greatest value.
pub struct Scale {
    top: f64,
    step: f64,
    length: f64,
}

/// Steps between gridlines at least; one more than looks empty, two more than the eye counts.
const STEPS: f64 = 3.0;

impl Scale {
    /// A scale that holds all values in so many pixels.
    pub fn from_zero(values: impl Iterator<Item = f64>, length: f64) -> Scale {
        let (mut greatest, mut are_whole) = (0.0_f64, true);
        for value in values.filter(|value| value.is_finite()) {
            greatest = greatest.max(value);
            are_whole &= value.fract() == 0.0;
        }
        if greatest <= 0.0 {
            return Scale { top: 1.0, step: 1.0, length };
        }
        let rough = greatest / STEPS;
        let power = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|digit| digit * power).find(|step| *step >= rough).unwrap_or(10.0 * power);
        // Half a case is no case.
        let step = if are_whole { step.max(1.0) } else { step };
        Scale { top: (greatest / step).ceil() * step, step, length }
    }

    /// Pixels from zero to a value.
    pub fn place(&self, value: f64) -> f64 {
        (value / self.top).clamp(0.0, 1.0) * self.length
    }

    /// Where gridlines stand.
    pub fn ticks(&self) -> impl Iterator<Item = f64> {
        let count = (self.top / self.step).round() as u32;
        (0..=count).map(|tick| f64::from(tick) * self.step)
    }
}

/// A number on an axis: 2万 or 20k, 1500, 0.5.
pub fn shown(value: f64, tongue: Tongue) -> String {
    let (number, unit) = match tongue {
        Tongue::Chinese if value >= 1e8 => (value / 1e8, "亿"),
        Tongue::Chinese if value >= 1e4 => (value / 1e4, "万"),
        Tongue::English if value >= 1e9 => (value / 1e9, "bn"),
        Tongue::English if value >= 1e6 => (value / 1e6, "m"),
        Tongue::English if value >= 1e4 => (value / 1e3, "k"),
        _ => (value, ""),
    };
    let digits = format!("{number:.2}");
    format!("{}{unit}", digits.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_hold_the_greatest_value() {
        let ticks = |greatest: f64| {
            let scale = Scale::from_zero([greatest].into_iter(), 100.0);
            scale.ticks().map(|tick| shown(tick, Tongue::Chinese)).collect::<Vec<_>>()
        };
        assert_eq!(ticks(178.0), ["0", "100", "200"]);
        assert_eq!(ticks(99.5), ["0", "50", "100"]);
        assert_eq!(ticks(2_446_600.0), ["0", "100万", "200万", "300万"]);
        assert_eq!(ticks(1.0), ["0", "1"]);
        assert_eq!(ticks(0.9), ["0", "0.5", "1"]);
        assert_eq!(ticks(0.0), ["0", "1"]);
    }

    #[test]
    fn large_numbers_are_short_in_any_language() {
        let english = [1500.0, 20_000.0, 2_000_000.0, 3e9].map(|value| shown(value, Tongue::English));
        assert_eq!(english, ["1500", "20k", "2m", "3bn"]);
    }
}
