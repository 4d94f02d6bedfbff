//! Exact decimal values: 244.66万 is 2446600 and not 2446600.0000000002.

use serde::{Deserialize, Serialize};

use std::cmp::Ordering;
use std::fmt;
use std::ops::Add;

/// A non-negative decimal number, normalised so that equal values are equal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Decimal {
    digits: u128,
    /// Digits after the point.
    scale: u32,
}

/// Digits of the longest figure, of which twice as many and more fit into 128 bits: what is added, taken away and multiplied
/// here stays exact. All money of the country is some 300万亿元, which has 15.
const LONGEST: usize = 16;

/// Why arithmetic on figures cannot overflow.
const FITS: &str = "sums of hundreds of figures and products of two fit into 128 bits";

impl Decimal {
    /// The value of `whole.fraction × 10^zeros`; `None` for what no figure can be.
    pub fn new(whole: &str, fraction: &str, zeros: u32) -> Option<Decimal> {
        if whole.is_empty() || whole.len() + fraction.len() > LONGEST {
            return None;
        }
        let digits = whole.chars().chain(fraction.chars()).try_fold(0u128, |digits, c| Some(digits * 10 + u128::from(c.to_digit(10)?)))?;
        Decimal { digits, scale: u32::try_from(fraction.len()).ok()? }.shift(zeros)
    }

    /// A whole number.
    pub fn from_integer(value: u32) -> Decimal {
        Decimal { digits: value.into(), scale: 0 }
    }

    /// The value of a numeral; `None` for what no figure can be.
    pub fn of_numeral(value: u128) -> Option<Decimal> {
        Decimal { digits: value, scale: 0 }.shift(0)
    }

    /// A bound as a rule file writes it; `None` for one that no figure can reach.
    pub fn of_bound(bound: f64) -> Option<Decimal> {
        let written = bound.max(0.0).to_string();
        let (whole, fraction) = written.split_once('.').unwrap_or((&written, ""));
        Decimal::new(whole, fraction, 0)
    }

    /// The value, if it is a whole number that fits.
    pub fn to_u16(self) -> Option<u16> {
        u16::try_from(self.digits).ok().filter(|_| self.scale == 0)
    }

    /// Times ten to the power of `zeros`; `None` for what no figure can be.
    pub fn shift(self, zeros: u32) -> Option<Decimal> {
        let taken = zeros.min(self.scale);
        let digits = self.digits.checked_mul(10u128.checked_pow(zeros - taken)?)?;
        (digits < 10u128.pow(LONGEST as u32)).then(|| Decimal { digits, scale: self.scale - taken }.normalise())
    }

    /// A share per `10^places` hundred: 千分之三 is 0.3 percent.
    #[must_use]
    pub fn shift_down(self, places: u32) -> Decimal {
        Decimal { digits: self.digits, scale: self.scale + places }.normalise()
    }

    /// Less another value; nothing where that is greater.
    #[must_use]
    pub fn less(self, other: Decimal) -> Decimal {
        let scale = self.scale.max(other.scale);
        let (own, other) = (self.raised(scale).expect(FITS), other.raised(scale).expect(FITS));
        Decimal { digits: own.saturating_sub(other), scale }.normalise()
    }

    /// So many times another value.
    #[must_use]
    pub fn times(self, other: Decimal) -> Decimal {
        Decimal { digits: self.digits.checked_mul(other.digits).expect(FITS), scale: self.scale + other.scale }.normalise()
    }

    /// How many digits stand after the point.
    pub fn places(self) -> u32 {
        self.scale
    }

    /// The digits with so many after the point, at least its own; `None` where they do not fit.
    fn raised(self, scale: u32) -> Option<u128> {
        match scale - self.scale {
            0 => Some(self.digits),
            _ if self.digits == 0 => Some(0),
            more => self.digits.checked_mul(10u128.checked_pow(more)?),
        }
    }

    fn normalise(mut self) -> Decimal {
        while self.scale > 0 && self.digits.is_multiple_of(10) {
            self.digits /= 10;
            self.scale -= 1;
        }
        self
    }

    /// The nearest binary number, for pictures and comparisons of size.
    pub fn to_f64(self) -> f64 {
        // Both are exact in binary, and one division rounds once.
        match u64::try_from(self.digits) {
            Ok(digits) if digits <= 1 << f64::MANTISSA_DIGITS && self.scale <= 22 => digits as f64 / 10f64.powi(self.scale as i32),
            _ => self.to_string().parse().unwrap_or(f64::INFINITY),
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Nearly all fit into 64 bits, which are divided much faster.
        let digits = u64::try_from(self.digits).map_or_else(|_| self.digits.to_string(), |digits| digits.to_string());
        let scale = self.scale as usize;
        if scale == 0 {
            return f.write_str(&digits);
        }
        let padded = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = padded.split_at(padded.len() - scale);
        write!(f, "{whole}.{fraction}")
    }
}

impl Add for Decimal {
    type Output = Decimal;

    fn add(self, other: Decimal) -> Decimal {
        let scale = self.scale.max(other.scale);
        let sum = self.raised(scale).zip(other.raised(scale)).and_then(|(own, other)| own.checked_add(other));
        Decimal { digits: sum.expect(FITS), scale }.normalise()
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> Ordering {
        let scale = self.scale.max(other.scale);
        // One of the two is raised, and one that does not fit is greater than all that do.
        match (self.raised(scale), other.raised(scale)) {
            (Some(own), Some(other)) => own.cmp(&other),
            (own, other) => own.is_none().cmp(&other.is_none()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_exact() {
        let value = |whole, fraction| Decimal::new(whole, fraction, 0).expect("a figure");
        assert_eq!(value("0", "1") + value("0", "2"), value("0", "3"));
        assert_eq!((value("12", "5") + value("7", "5")).to_string(), "20");
    }

    #[test]
    fn differences_and_products_are_exact() {
        let value = |whole, fraction| Decimal::new(whole, fraction, 0).expect("a figure");
        assert_eq!(value("0", "3").less(value("0", "1")), value("0", "2"));
        assert_eq!(value("1", "").less(value("2", "5")), Decimal::default());
        assert_eq!(value("0", "07").times(value("10", "")), value("0", "7"));
        assert_eq!(Decimal::of_bound(12.5), Some(value("12", "5")));
        assert_eq!((Decimal::of_bound(-1.0), Decimal::of_bound(f64::INFINITY)), (Some(Decimal::default()), None));
        assert_eq!((value("99", "60").places(), value("100", "").places()), (1, 0));
    }

    #[test]
    fn the_nearest_binary_number_is_the_one_that_the_digits_are_read_as() {
        let digits = [0, 1, 5, 35, 9_007_199_254_740_991, 9_007_199_254_740_993, 12_345_678_901_234_567, u128::from(u64::MAX) * 7 + 1];
        for (digits, scale) in digits.into_iter().flat_map(|digits| (0..30).map(move |scale| (digits, scale))) {
            let value = Decimal { digits, scale }.normalise();
            assert_eq!(value.to_f64(), value.to_string().parse::<f64>().expect("a number"), "{value}");
        }
    }

    #[test]
    fn what_no_figure_can_be_is_none() {
        let longest = "9".repeat(LONGEST);
        assert!(Decimal::new(&longest, "", 0).is_some() && Decimal::new("300", "12", 12).is_some());
        assert_eq!((Decimal::new(&longest, "9", 0), Decimal::new(&longest, "", 4), Decimal::new("1", "", u32::MAX)), (None, None, None));
        assert_eq!((Decimal::new("", "5", 0), Decimal::of_numeral(u128::MAX)), (None, None));
    }

    #[test]
    fn the_longest_figures_add_up_multiply_and_compare_exactly() {
        let (large, small) = (Decimal::new(&"9".repeat(LONGEST), "", 0), Decimal::new("0", &"9".repeat(LONGEST - 1), 0));
        let (large, small) = (large.expect("a figure"), small.expect("a figure").shift_down(4));
        let sum = (0..1000).fold(small, |sum, _| sum + large);
        assert_eq!(sum.less(small).to_string(), "9999999999999999000");
        assert!(small < large);
        assert!(large.times(large) > large);
        assert!(small.times(small) < small);
        assert_eq!(large.times(small).to_string(), "999999999999.9989000000000000001");
    }

    #[test]
    fn multiplying_out_is_exact() {
        let value = |whole, fraction, zeros| Decimal::new(whole, fraction, zeros).expect("a figure").to_string();
        assert_eq!(value("244", "66", 4), "2446600");
        assert_eq!(value("13", "1", 8), "1310000000");
        assert_eq!(value("98", "50", 0), "98.5");
        assert_eq!(value("0", "05", 0), "0.05");
    }
}
