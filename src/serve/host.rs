//! Whom a request may call.
//!
//! Input: the `Host` that a browser names. Output: whether this server goes by it. Refuses names that it was not
//! given: a page from elsewhere whose name was pointed at this machine (DNS rebinding) could else read the archive.

use std::net::{IpAddr, SocketAddr};

/// The names of this server.
#[derive(Debug)]
pub struct Hosts {
    names: Vec<String>,
    port: u16,
    /// It listens on every address of the machine: an address is no name that could be pointed elsewhere.
    takes_addresses: bool,
}

impl Hosts {
    /// The names of a server that listens there.
    pub fn of(address: SocketAddr) -> Hosts {
        let own = match address.ip() {
            IpAddr::V4(own) => own.to_string(),
            IpAddr::V6(own) => format!("[{own}]"),
        };
        let names = ["localhost", "127.0.0.1", "[::1]"].map(str::to_owned).into_iter().chain([own]).collect();
        Hosts { names, port: address.port(), takes_addresses: address.ip().is_unspecified() }
    }

    /// Whether a host with its port is this server.
    pub fn has(&self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port.parse().ok().filter(|_| port.bytes().all(|c| c.is_ascii_digit()))),
            _ => (host, Some(80)),
        };
        let is_address = || {
            let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
            bare.map_or_else(|| name.parse().is_ok_and(|ip: IpAddr| ip.is_ipv4()), |bare| bare.parse().is_ok_and(|ip: IpAddr| ip.is_ipv6()))
        };
        let is_known = self.names.iter().any(|known| known.eq_ignore_ascii_case(name)) || (self.takes_addresses && is_address());
        port == Some(self.port) && is_known
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(address: &str) -> Hosts {
        Hosts::of(address.parse().expect("an address"))
    }

    #[test]
    fn a_loopback_server_goes_by_its_names_with_its_port() {
        let hosts = hosts("127.0.0.1:4321");
        for host in ["localhost:4321", "LocalHost:4321", "127.0.0.1:4321", "[::1]:4321"] {
            assert!(hosts.has(host), "{host}");
        }
        let hostile = [
            "",
            ":",
            ":4321",
            "localhost",
            "127.0.0.1",
            "[::1]",
            "localhost:80",
            "localhost:43210",
            "localhost:+4321",
            "localhost:",
            "evil.example:4321",
            "localhost.evil.example:4321",
            "127.0.0.1.nip.io:4321",
            "localhost.:4321",
            "evil@localhost:4321",
            "localhost:4321@evil.example",
            "localhost:4321:4321",
            "192.168.1.5:4321",
            "127.0.0.2:4321",
            "0.0.0.0:4321",
            "::1:4321",
            "[::2]:4321",
            "2130706433:4321",
            "0x7f.1:4321",
        ];
        for host in hostile {
            assert!(!hosts.has(host), "{host}");
        }
    }

    #[test]
    fn a_server_on_every_address_takes_addresses_but_no_names() {
        let hosts = hosts("0.0.0.0:80");
        for host in ["192.168.1.5", "192.168.1.5:80", "[fe80::1]", "localhost"] {
            assert!(hosts.has(host), "{host}");
        }
        for host in ["evil.example", "192.168.1.5.nip.io", "[evil]", "fe80::1", "[192.168.1.5]"] {
            assert!(!hosts.has(host), "{host}");
        }
    }

    #[test]
    fn the_address_that_was_asked_for_is_a_name() {
        assert!(hosts("192.168.1.5:4321").has("192.168.1.5:4321"));
        assert!(!hosts("192.168.1.5:4321").has("192.168.1.6:4321"));
        assert!(hosts("[fe80::1]:4321").has("[fe80::1]:4321"));
    }
}
