//! Sums of money in one currency.

use std::fmt;

use rust_decimal::Decimal;

/// An ISO 4217 currency code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The currency with this code, if ISO 4217 lists it as one in use.
    pub fn by_code(code: &str) -> Option<Currency> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        CODES.split_ascii_whitespace().any(|known| known == code).then_some(Currency(bytes))
    }

    /// The first code of the list, where some currency has to stand for an unreadable one.
    pub(crate) fn fallback() -> Currency {
        Currency(*b"AED")
    }

    /// The three letters.
    pub fn code(&self) -> &str {
        // Made only from the ASCII codes below.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// All codes, for suggestions.
    pub fn codes() -> impl Iterator<Item = &'static str> {
        CODES.split_ascii_whitespace()
    }
}

/// An exact sum, with the digits as written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Money {
    /// How much.
    pub amount: Decimal,
    /// Of what.
    pub currency: Currency,
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency.code())
    }
}

// Source: ISO 4217, list one (currencies in use, 2025 amendments), without the codes for metals, tests and no currency.
const CODES: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE \
CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG \
HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP \
MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK \
SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST \
XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";
