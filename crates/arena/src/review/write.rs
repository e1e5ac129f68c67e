//! A review as a page in Markdown and as CSV.

use std::fmt::Write;

use super::decision::Decision;
use super::summary::{Group, Review};

const STRING: &str = "a string takes all text";

impl Review {
    /// A page in Markdown: the summary, the worst decisions, and what was not graded.
    pub fn markdown(&self) -> String {
        let mut page = String::new();
        let reviewed = self.hands - self.skipped.len();
        writeln!(page, "# Review with {}\n", inline(&self.strategy)).expect(STRING);
        writeln!(page, "{reviewed} of {} hands, {} decisions.", self.hands, self.total.decisions)
            .expect(STRING);
        if let Some(chance) = self.total.mean_chance {
            writeln!(page, "The strategy does what was done {:.1} % of the time.", 100.0 * chance)
                .expect(STRING);
        }
        if let Some(mean) = self.total.mean_cost_bb() {
            let per_hundred = 100.0 * self.total.cost_bb / reviewed.max(1) as f64;
            writeln!(
                page,
                "Cost: {:.2} bb over {} valued decisions: {mean:.3} bb each, {per_hundred:.1} \
                 bb per 100 hands.",
                self.total.cost_bb, self.total.valued
            )
            .expect(STRING);
        }
        for (title, groups) in
            [("Street", &self.by_street), ("Position", &self.by_position), ("Pot", &self.by_pot_type)]
        {
            table(&mut page, title, groups);
        }
        self.list_worst(&mut page);
        self.list_ungraded(&mut page);
        page
    }

    fn list_worst(&self, page: &mut String) {
        if self.worst.is_empty() {
            return;
        }
        page.push_str("\n## The costliest decisions\n");
        for (rank, decision) in self.worst.iter().map(|&at| &self.decisions[at]).enumerate() {
            describe(page, rank + 1, decision);
        }
    }

    /// What has no grade, and how often.
    fn list_ungraded(&self, page: &mut String) {
        let decisions = self.decisions.iter().filter_map(|decision| decision.ungraded.as_deref());
        let reasons = counted(decisions);
        if !reasons.is_empty() {
            page.push_str("\n## Decisions without a value\n\n");
            reasons.iter().for_each(|(reason, count)| writeln!(page, "- {count}: {reason}").expect(STRING));
        }
        let skipped = counted(self.skipped.iter().map(|skipped| skipped.reason.as_str()));
        if !skipped.is_empty() {
            page.push_str("\n## Hands that were skipped\n\n");
            skipped.iter().for_each(|(reason, count)| {
                writeln!(page, "- {count}: {}", inline(reason)).expect(STRING);
            });
        }
    }

    /// One line for each action of each decision, after a header line. Amounts and values are in big blinds;
    /// unknown values are empty.
    pub fn csv(&self) -> String {
        let mut text =
            "hand,decision,player,position,street,pot_type,hole,board,pot_bb,choice,history,action,\
                        taken,chance,value_bb,cost_bb,cost_error_bb,translated,ungraded\n"
                .to_owned();
        for decision in &self.decisions {
            let no_actions = decision.actions.is_empty().then_some(None);
            let actions = decision.actions.iter().enumerate().map(Some).chain(no_actions);
            actions.for_each(|action| text.push_str(&csv_line(decision, action)));
        }
        text
    }
}

fn csv_line(decision: &Decision, action: Option<(usize, &super::ActionReview)>) -> String {
    let number = |number: Option<f64>| number.map_or(String::new(), |number| format!("{number:.6}"));
    let fields = [
        decision.hand.clone(),
        decision.number.to_string(),
        decision.player.clone(),
        decision.position.to_owned(),
        decision.street.to_owned(),
        decision.pot_type.name().to_owned(),
        decision.hole.clone(),
        decision.board.clone(),
        number(Some(decision.pot_bb)),
        decision.choice.clone(),
        decision.history.clone().unwrap_or_default(),
        action.map_or(String::new(), |(_, action)| action.label.clone()),
        action.map_or(String::new(), |(at, _)| u8::from(decision.taken == Some(at)).to_string()),
        number(action.map(|(_, action)| action.chance)),
        number(action.and_then(|(_, action)| action.value_bb)),
        number(decision.cost_bb),
        number(decision.cost_error_bb),
        decision.translated.join("; "),
        decision.ungraded.clone().unwrap_or_default(),
    ];
    fields.map(|field| quoted(&field)).join(",") + "\n"
}

/// A field, in quotes where it needs them (RFC 4180).
fn quoted(field: &str) -> String {
    match field.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        false => field.to_owned(),
    }
}

/// Foreign text in a page: none of it is read as Markdown.
fn inline(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            letter if letter.is_control() => out.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!' | '&' => {
                out.push('\\');
                out.push(letter);
            }
            letter => out.push(letter),
        }
    }
    out
}

fn table(page: &mut String, title: &str, groups: &[Group]) {
    writeln!(page, "\n| {title} | decisions | same as the strategy | valued | cost, bb | bb each |")
        .expect(STRING);
    page.push_str("|---|---|---|---|---|---|\n");
    for group in groups {
        let chance = group.mean_chance.map_or("-".to_owned(), |chance| format!("{:.1} %", 100.0 * chance));
        let mean = group.mean_cost_bb().map_or("-".to_owned(), |mean| format!("{mean:.3}"));
        let Group { name, decisions, valued, cost_bb, .. } = group;
        writeln!(page, "| {name} | {decisions} | {chance} | {valued} | {cost_bb:.2} | {mean} |")
            .expect(STRING);
    }
}

fn describe(page: &mut String, rank: usize, decision: &Decision) {
    let Decision { hand, player, position, street, hole, board, pot_bb, choice, .. } = decision;
    let on = if board.is_empty() { String::new() } else { format!(" on {board}") };
    let error = decision.cost_error_bb.map_or(String::new(), |half| format!(" ± {half:.2}"));
    writeln!(
        page,
        "\n{rank}. Hand {}, {} ({position}), {street}: {hole}{on}, pot {pot_bb:.1} bb: **{choice}**, cost \
         {:.2}{error} bb.",
        inline(hand),
        inline(player),
        decision.cost_bb.unwrap_or(0.0)
    )
    .expect(STRING);
    let options = decision.actions.iter().map(|action| {
        let value = action.value_bb.map_or(String::new(), |value| format!(", worth {value:+.2} bb"));
        format!("{} {:.0} %{value}", action.label, 100.0 * action.chance)
    });
    writeln!(page, "   Strategy: {}.", options.collect::<Vec<_>>().join("; ")).expect(STRING);
    if !decision.translated.is_empty() {
        writeln!(page, "   Bets: {}.", decision.translated.join("; ")).expect(STRING);
    }
}

/// How often each text occurs, the most frequent first.
fn counted<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<(&'t str, usize)> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for text in texts {
        match counts.iter_mut().find(|(other, _)| *other == text) {
            Some((_, count)) => *count += 1,
            None => counts.push((text, 1)),
        }
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}
