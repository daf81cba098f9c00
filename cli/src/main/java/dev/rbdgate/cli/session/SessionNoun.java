package dev.rbdgate.cli.session;

import dev.rbdgate.cli.command.Noun;
import dev.rbdgate.cli.command.Verb;
import java.util.List;

/** {@code rbdgate session}. */
public final class SessionNoun implements Noun {

    @Override
    public String name() {
        return "session";
    }

    @Override
    public String summary() {
        return "iSCSI sessions.";
    }

    @Override
    public List<Verb> verbs() {
        return List.of(new SessionList(), new SessionShow(), new SessionRemove());
    }
}
