package dev.rbdgate.cli.discovery;

import dev.rbdgate.cli.command.Noun;
import dev.rbdgate.cli.command.Verb;
import java.util.List;

/** {@code rbdgate discovery-auth}. */
public final class DiscoveryAuthNoun implements Noun {

    @Override
    public String name() {
        return "discovery-auth";
    }

    @Override
    public String summary() {
        return "CHAP credentials for discovery sessions.";
    }

    @Override
    public List<Verb> verbs() {
        return List.of(new DiscoveryAuthShow(), new DiscoveryAuthSet());
    }
}
