//! `data/personal.toml`: what numbers of persons look like.

use serde::Deserialize;
use toml::Spanned;

use super::file::RuleFile;
use super::late::Late;
use crate::diagnostic::Diagnostic;

/// The rules of personal data.
#[derive(Debug)]
pub struct PersonalRules {
    pub mobile: Late,
    /// Words after which such digits were an amount.
    pub counted: Vec<String>,
    pub identity_card: Late,
    pub bank_account: Late,
    /// Words that announce an account, and how many characters may stand between.
    pub account_words: Vec<String>,
    pub account_within: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonalFile {
    mobile: Mobile,
    identity_card: IdentityCard,
    bank_account: BankAccount,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mobile {
    pattern: Spanned<String>,
    not_before: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IdentityCard {
    pattern: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BankAccount {
    pattern: Spanned<String>,
    words: Vec<String>,
    within: usize,
}

impl PersonalRules {
    pub fn read(file: &RuleFile) -> Result<PersonalRules, Diagnostic> {
        let PersonalFile { mobile, identity_card, bank_account } = file.parse()?;
        let regex = |pattern: &Spanned<String>| file.pattern(pattern, pattern.get_ref().clone());
        Ok(PersonalRules {
            mobile: regex(&mobile.pattern)?,
            counted: mobile.not_before,
            identity_card: regex(&identity_card.pattern)?,
            bank_account: regex(&bank_account.pattern)?,
            account_words: bank_account.words,
            account_within: bank_account.within,
        })
    }
}
