package dev.rbdgate.cli.initiator;

import dev.rbdgate.cli.command.Column;
import dev.rbdgate.cli.command.ListVerb;
import dev.rbdgate.cli.command.Noun;
import dev.rbdgate.cli.command.Removal;
import dev.rbdgate.cli.command.ShowVerb;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.names.TargetName;
import dev.rbdgate.cli.rest.RestPath;
import java.util.List;

/** {@code rbdgate initiator}. */
public final class InitiatorNoun implements Noun {

    private static final String NAME = "iqn.1993-08.org.debian:01:host1";

    @Override
    public String name() {
        return "initiator";
    }

    @Override
    public String summary() {
        return "Grants: which initiators may use a target.";
    }

    @Override
    public List<Verb> verbs() {
        return List.of(
                new ListVerb(
                        "Lists the grants of a target.",
                        syntax ->
                                syntax.argument("IQN", TargetName.HELP)
                                        .example("rbdgate initiator ls demo"),
                        arguments ->
                                RestPath.of(
                                        "targets",
                                        TargetName.full(arguments.argument(0)),
                                        "initiators"),
                        "initiators",
                        List.of(
                                Column.of("INITIATOR", "initiator"),
                                Column.of("ADDRESSES", "addresses"),
                                Column.of("LUNS", "luns"),
                                Column.of("CHAP", "chap.user"),
                                Column.of("MUTUAL CHAP", "mutualChap.user"))),
                new ShowVerb(
                        "Shows one grant.",
                        syntax -> grant(syntax).example("rbdgate initiator show demo " + NAME),
                        GrantOptions::path),
                new InitiatorCreate(),
                new InitiatorSet(),
                new Removal(
                        "Takes a grant back; the initiator's sessions end.",
                        syntax -> grant(syntax).example("rbdgate initiator rm demo " + NAME),
                        GrantOptions::path,
                        arguments -> "removed " + GrantOptions.name(arguments)));
    }

    private static Syntax grant(Syntax syntax) {
        return syntax.argument("IQN", TargetName.HELP).argument("NAME", GrantOptions.NAME_HELP);
    }
}
