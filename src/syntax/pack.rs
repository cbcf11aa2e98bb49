//! Trees as bytes: the form in which the library is prepared at build time, so that a run need not parse it.
//!
//! The library is larger than most models and every run needs most of it. `build.rs` parses it with this very module tree and packs
//! the trees; [`crate::library::parsed`] unpacks those a run loads, which costs about a tenth of parsing them. A test holds both forms
//! together. The bytes are read by the program they were built into and by no other, so they carry no version.
//!
//! Each value is written field by field: numbers in seven-bit groups, the variants of an enum by a tag. Spans leave out their file,
//! which is given when a tree is unpacked. Expressions of rules and registers stay bytes until somebody asks for them.

use std::sync::Arc;

use super::tree::*;
use crate::quantity::{Currency, Date, DateRange, Decimal, Duration, Money, Scalar, Unit};
use crate::source::{FileId, Span};

/// The bytes of a tree.
pub fn pack(tree: &Tree) -> Vec<u8> {
    let mut out = Vec::new();
    tree.items.pack(&mut out);
    out
}

/// The tree whose bytes [`pack`] gave, as that of `file`.
pub fn unpack(bytes: &'static [u8], file: FileId) -> Tree {
    let mut from = Unpacker { bytes, file };
    Tree { file, items: Packed::unpack(&mut from) }
}

/// The expression whose bytes stand in such a tree.
pub(super) fn unpack_expr(bytes: &'static [u8], file: FileId) -> Expr {
    Expr::unpack(&mut Unpacker { bytes, file })
}

/// What is left to unpack. Past the end there are only zeros: bytes of this program's own making do not end early, and if they ever did,
/// an odd tree would be told of by analysis.
struct Unpacker {
    bytes: &'static [u8],
    file: FileId,
}

impl Unpacker {
    fn byte(&mut self) -> u8 {
        match self.bytes.split_first() {
            Some((&first, rest)) => {
                self.bytes = rest;
                first
            }
            None => 0,
        }
    }

    /// A length or an offset: what stands in a file takes no more.
    fn small(&mut self) -> usize {
        let (mut number, mut shift) = (0usize, 0u32);
        loop {
            let byte = self.byte();
            number |= usize::from(byte & 0x7f).checked_shl(shift).unwrap_or_default();
            if byte < 0x80 {
                return number;
            }
            shift += 7;
        }
    }

    fn number(&mut self) -> u128 {
        let mut number = 0;
        let mut shift = 0;
        loop {
            let byte = self.byte();
            number |= u128::from(byte & 0x7f).checked_shl(shift).unwrap_or_default();
            if byte < 0x80 {
                return number;
            }
            shift += 7;
        }
    }
}

fn number(mut number: u128, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// A sign in the lowest bit, so that small numbers of either sign are short.
fn signed(value: i128) -> u128 {
    ((value << 1) ^ (value >> 127)) as u128
}

fn unsigned(number: u128) -> i128 {
    (number >> 1) as i128 ^ -((number & 1) as i128)
}

trait Packed: Sized {
    fn pack(&self, out: &mut Vec<u8>);
    fn unpack(from: &mut Unpacker) -> Self;
}

impl Packed for bool {
    fn pack(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn unpack(from: &mut Unpacker) -> bool {
        from.byte() != 0
    }
}

impl Packed for i64 {
    fn pack(&self, out: &mut Vec<u8>) {
        number(signed(i128::from(*self)), out);
    }

    fn unpack(from: &mut Unpacker) -> i64 {
        unsigned(from.number()) as i64
    }
}

impl Packed for Span {
    fn pack(&self, out: &mut Vec<u8>) {
        number(u128::from(self.start), out);
        number(u128::from(self.end - self.start), out);
    }

    fn unpack(from: &mut Unpacker) -> Span {
        let start = from.small();
        let length = from.small();
        Span::new(from.file, start, start + length)
    }
}

impl Packed for Decimal {
    fn pack(&self, out: &mut Vec<u8>) {
        number(signed(self.mantissa()), out);
        number(u128::from(self.scale()), out);
    }

    fn unpack(from: &mut Unpacker) -> Decimal {
        let mantissa = unsigned(from.number());
        let scale = from.number() as u32;
        Decimal::try_from_i128_with_scale(mantissa, scale).unwrap_or_default()
    }
}

impl Packed for Date {
    fn pack(&self, out: &mut Vec<u8>) {
        number(signed(i128::from(self.year())), out);
        out.push(self.month() as u8);
        out.push(self.day() as u8);
    }

    fn unpack(from: &mut Unpacker) -> Date {
        let year = unsigned(from.number()) as i16;
        let (month, day) = (from.byte() as i8, from.byte() as i8);
        Date::new(year, month, day).unwrap_or(Date::MIN)
    }
}

impl Packed for Unit {
    fn pack(&self, out: &mut Vec<u8>) {
        out.push(Unit::ALL.iter().position(|unit| unit == self).unwrap_or_default() as u8);
    }

    fn unpack(from: &mut Unpacker) -> Unit {
        Unit::ALL.get(usize::from(from.byte())).copied().unwrap_or(Unit::Days)
    }
}

impl Packed for Duration {
    fn pack(&self, out: &mut Vec<u8>) {
        // As it was written: in one unit, or in several.
        let amounts = self.amounts();
        out.push(amounts.len() as u8);
        for (amount, unit) in amounts {
            amount.pack(out);
            unit.pack(out);
        }
    }

    fn unpack(from: &mut Unpacker) -> Duration {
        let mut sum: Option<Duration> = None;
        for _ in 0..from.byte() {
            let (amount, unit) = (i64::unpack(from), Unit::unpack(from));
            let part = Duration::new(amount, unit).unwrap_or(Duration::of(0, unit));
            sum = Some(sum.and_then(|sum| sum.plus(part)).unwrap_or(part));
        }
        sum.unwrap_or(Duration::of(0, Unit::Minutes))
    }
}

impl Packed for Currency {
    fn pack(&self, out: &mut Vec<u8>) {
        out.push(Currency::codes().position(|code| code == self.code()).unwrap_or_default() as u8);
    }

    fn unpack(from: &mut Unpacker) -> Currency {
        let code = Currency::codes().nth(usize::from(from.byte()));
        code.and_then(Currency::by_code).unwrap_or_else(Currency::fallback)
    }
}

impl<T: Packed> Packed for Box<T> {
    fn pack(&self, out: &mut Vec<u8>) {
        (**self).pack(out);
    }

    fn unpack(from: &mut Unpacker) -> Box<T> {
        Box::new(T::unpack(from))
    }
}

impl Packed for Late {
    fn pack(&self, out: &mut Vec<u8>) {
        let mut bytes = Vec::new();
        (**self).pack(&mut bytes);
        number(bytes.len() as u128, out);
        out.append(&mut bytes);
    }

    fn unpack(from: &mut Unpacker) -> Late {
        let length = from.small();
        let (bytes, rest) = from.bytes.split_at_checked(length).unwrap_or_default();
        from.bytes = rest;
        Late::packed(bytes, from.file)
    }
}

impl<T: Packed> Packed for Arc<T> {
    fn pack(&self, out: &mut Vec<u8>) {
        (**self).pack(out);
    }

    fn unpack(from: &mut Unpacker) -> Arc<T> {
        Arc::new(T::unpack(from))
    }
}

impl<T: Packed> Packed for Option<T> {
    fn pack(&self, out: &mut Vec<u8>) {
        self.is_some().pack(out);
        self.iter().for_each(|value| value.pack(out));
    }

    fn unpack(from: &mut Unpacker) -> Option<T> {
        bool::unpack(from).then(|| T::unpack(from))
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn pack(&self, out: &mut Vec<u8>) {
        number(self.len() as u128, out);
        self.iter().for_each(|value| value.pack(out));
    }

    fn unpack(from: &mut Unpacker) -> Vec<T> {
        // A value takes a byte at least, so a length beyond what is left is none.
        let length = from.small().min(from.bytes.len());
        (0..length).map(|_| T::unpack(from)).collect()
    }
}

macro_rules! pack_structs {
    ($($name:ident { $($field:ident)* })*) => {$(
        impl Packed for $name {
            fn pack(&self, out: &mut Vec<u8>) {
                $(self.$field.pack(out);)*
            }

            fn unpack(from: &mut Unpacker) -> $name {
                $name { $($field: Packed::unpack(from)),* }
            }
        }
    )*};
}

// The first variant stands in for a tag that no variant has.
macro_rules! pack_enums {
    ($($name:ident { $first:ident $(($($one:ident)*))?; $($tag:literal $variant:ident $(($($part:ident)*))?;)* })*) => {$(
        impl Packed for $name {
            fn pack(&self, out: &mut Vec<u8>) {
                match self {
                    $name::$first $(($($one),*))? => {
                        out.push(0);
                        $($($one.pack(out);)*)?
                    }
                    $($name::$variant $(($($part),*))? => {
                        out.push($tag);
                        $($($part.pack(out);)*)?
                    })*
                }
            }

            fn unpack(from: &mut Unpacker) -> $name {
                match from.byte() {
                    $($tag => $name::$variant $(($({ let $part = Packed::unpack(from); $part }),*))?,)*
                    _ => $name::$first $(($({ let $one = Packed::unpack(from); $one }),*))?,
                }
            }
        }
    )*};
}

pack_structs! {
    Name { span }
    TextLit { span }
    Doc { span }
    KindDecl { span doc role name parent fields }
    FieldDecl { span doc name ty contains inverse_of default computed constraints }
    Must { span condition message }
    TypeNode { span names many }
    EnumDecl { span doc role name variants }
    Variant { doc name title }
    EntityNode { span doc kind id title members broken }
    FieldNode { name value }
    ValueNode { span kind }
    RuleDecl { span doc name members broken }
    RegisterDecl { span doc name title members broken }
    DefineDecl { span doc name parameters body broken }
    Parameter { name ty }
    Binding { variable set filter }
    Expr { span kind }
    DateRange { first last }
    Money { amount currency }
}

pack_enums! {
    Item { Entity(a); 1 Kind(a); 2 Enum(a); 3 Rule(a); 4 Register(a); 5 Define(a); }
    Role { New; 1 Extends; }
    Many { One; 1 Optional; 2 List; 3 AtLeastOne; }
    Member { Field(a); 1 Child(a); }
    ValueKind { Missing; 1 Literal(a); 2 Path; 3 List(a); }
    Literal {
        Text; 1 Scalar(a); 2 Raw;
    }
    Scalar {
        Bool(a); 1 Int(a); 2 Number(a); 3 Percent(a); 4 Date(a); 5 Dates(a); 6 Duration(a); 7 Interval(a); 8 Money(a);
    }
    RuleMember { Setting(a b); 1 Each(a); 2 Let(a b); 3 Also(a b); }
    RegisterMember { Setting(a b); 1 Each(a); 2 Let(a b); 3 Column(a b); }
    ExprKind {
        Missing; 1 Literal(a); 2 Path(a); 3 Field(a b); 4 Closure(a b); 5 List(a); 6 Not(a); 7 Negate(a); 8 Binary(a b c); 9 IsEmpty(a);
        10 HasKind(a b); 11 Quantified(a b); 12 Filtered(a); 13 Call(a b); 14 If(a b c); 15 Grouped(a b); 16 OrElse(a);
        17 Range(a b); 18 KindOf(a b); 19 Labelled(a b); 20 When(a b);
    }
    Operator {
        And; 1 Or; 2 Equal; 3 NotEqual; 4 Less; 5 AtMost; 6 Greater; 7 AtLeast; 8 In; 9 NotIn; 10 Add; 11 Subtract; 12 Multiply;
        13 Divide;
    }
    Quantifier { Some; 1 Every; 2 No; 3 One; }
}
