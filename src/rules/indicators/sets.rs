//! Small sets that are compared for every figure of every clause: of subjects, of units.
//!
//! Input: places in the lists of the rule file. Output: sets that are one number each. Refuses places beyond their size;
//! reading the file says which list is too long.

use std::ops::{BitAnd, BitOr};

/// Some of the subjects of the rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SubjectSet(u64);

impl SubjectSet {
    /// Subjects that rules can tell apart.
    pub const LARGEST: usize = u64::BITS as usize;

    /// The set of one subject.
    pub(super) fn of(subject: usize) -> Option<SubjectSet> {
        Some(SubjectSet(1_u64.checked_shl(u32::try_from(subject).ok()?)?))
    }

    /// Whether no subject is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether both have a subject.
    pub fn meets(self, other: SubjectSet) -> bool {
        self.0 & other.0 != 0
    }

    /// The places of its subjects, in order.
    pub(super) fn places(self) -> impl Iterator<Item = usize> {
        (0..SubjectSet::LARGEST).filter(move |at| self.0 >> at & 1 != 0)
    }
}

impl BitOr for SubjectSet {
    type Output = SubjectSet;

    fn bitor(self, other: SubjectSet) -> SubjectSet {
        SubjectSet(self.0 | other.0)
    }
}

impl BitAnd for SubjectSet {
    type Output = SubjectSet;

    fn bitand(self, other: SubjectSet) -> SubjectSet {
        SubjectSet(self.0 & other.0)
    }
}

/// Some of the units that indicators count in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnitSet(u128);

impl UnitSet {
    /// Units that indicators can count in.
    pub const LARGEST: usize = u128::BITS as usize;

    /// The set of one unit.
    pub(super) fn of(unit: usize) -> Option<UnitSet> {
        Some(UnitSet(1_u128.checked_shl(u32::try_from(unit).ok()?)?))
    }

    /// Whether both have a unit.
    pub fn meets(self, other: UnitSet) -> bool {
        self.0 & other.0 != 0
    }
}

impl BitOr for UnitSet {
    type Output = UnitSet;

    fn bitor(self, other: UnitSet) -> UnitSet {
        UnitSet(self.0 | other.0)
    }
}
