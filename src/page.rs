use crate::archive::Archive;
use crate::config::Config;
use crate::rules::Rules;
pub struct Site<'a> { pub config: &'a Config, pub rules: &'a Rules, pub archive: &'a Archive }
