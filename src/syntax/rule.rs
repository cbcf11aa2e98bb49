//! From the grammar's nodes to the tree: rules and registers with their members, and named expressions.

use super::expression::missing;
use super::grammar::Rule;
use super::lower::{Children, Lowering};
use super::tree::{Binding, DefineDecl, Expr, Parameter, RegisterDecl, RegisterMember, RuleDecl, RuleMember};

impl Lowering<'_> {
    pub(super) fn rule_decl(&mut self, at: usize) -> RuleDecl {
        let told = self.diagnostics.len();
        let mut children = self.children(at);
        let name = self.next_name(&mut children, at);
        let members = children.filter_map(|member| self.rule_member(member)).collect();
        RuleDecl { span: self.span(at), doc: self.doc(at), name, members, broken: self.diagnostics.len() > told }
    }

    pub(super) fn rule_member(&mut self, at: usize) -> Option<RuleMember> {
        let mut children = self.children(at);
        match self.node(at).rule {
            Rule::each => Some(RuleMember::Each(self.next_binding(&mut children)?)),
            Rule::let_in => {
                let name = self.next_name(&mut children, at);
                Some(RuleMember::Let(name, self.next_expr(&mut children, at).into()))
            }
            Rule::setting => {
                let name = self.next_name(&mut children, at);
                Some(RuleMember::Setting(name, self.next_expr(&mut children, at).into()))
            }
            Rule::also => {
                let place = self.next_expr(&mut children, at);
                let text = children.next_if(Rule::text).map(|text| self.text_lit(text));
                Some(RuleMember::Also(place.into(), text))
            }
            _ => None,
        }
    }

    pub(super) fn register_decl(&mut self, at: usize) -> RegisterDecl {
        let told = self.diagnostics.len();
        let mut children = self.children(at);
        let name = self.next_name(&mut children, at);
        let title = children.next_if(Rule::text).map(|text| self.text_lit(text));
        let members = children.filter_map(|member| self.register_member(member)).collect();
        RegisterDecl { span: self.span(at), doc: self.doc(at), name, title, members, broken: self.diagnostics.len() > told }
    }

    pub(super) fn register_member(&mut self, at: usize) -> Option<RegisterMember> {
        let mut children = self.children(at);
        match self.node(at).rule {
            Rule::each => Some(RegisterMember::Each(self.next_binding(&mut children)?)),
            Rule::let_in => {
                let name = self.next_name(&mut children, at);
                Some(RegisterMember::Let(name, self.next_expr(&mut children, at).into()))
            }
            Rule::setting => {
                let name = self.next_name(&mut children, at);
                Some(RegisterMember::Setting(name, self.next_expr(&mut children, at).into()))
            }
            Rule::column => {
                let title = children.next_if(Rule::text).map(|text| self.text_lit(text))?;
                Some(RegisterMember::Column(title, self.next_expr(&mut children, at).into()))
            }
            _ => None,
        }
    }

    pub(super) fn define_decl(&mut self, at: usize) -> DefineDecl {
        let told = self.diagnostics.len();
        let mut children = self.children(at);
        let name = self.next_name(&mut children, at);
        let mut parameters = Vec::new();
        while let Some(parameter) = children.next_if(Rule::parameter) {
            let mut parts = self.children(parameter);
            let name = self.next_name(&mut parts, parameter);
            parameters.extend(parts.next_if(Rule::r#type).map(|ty| Parameter { name, ty: self.type_node(ty) }));
        }
        let body = self.next_expr(&mut children, at);
        let broken = self.diagnostics.len() > told;
        DefineDecl { span: self.span(at), doc: self.doc(at), name, parameters, body, broken }
    }

    fn next_expr(&mut self, children: &mut Children<'_>, at: usize) -> Expr {
        match children.next_if(Rule::expr).or_else(|| children.next_if(Rule::tied)) {
            Some(expr) => self.element(expr, 0),
            None => missing(self.span(at).behind()),
        }
    }

    fn next_binding(&mut self, children: &mut Children<'_>) -> Option<Binding> {
        children.next_if(Rule::binding).map(|binding| self.binding(binding, 0))
    }
}
