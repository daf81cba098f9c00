package dev.rbdgate.cli.initiator;

import dev.rbdgate.cli.command.Noun;
import dev.rbdgate.cli.command.Verb;
import java.util.List;

/** {@code rbdgate initiator}. */
public final class InitiatorNoun implements Noun {

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
                new InitiatorList(),
                new InitiatorShow(),
                new InitiatorCreate(),
                new InitiatorSet(),
                new InitiatorRemove());
    }
}
