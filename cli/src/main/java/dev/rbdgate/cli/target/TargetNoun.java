package dev.rbdgate.cli.target;

import dev.rbdgate.cli.command.Noun;
import dev.rbdgate.cli.command.Verb;
import java.util.List;

/** {@code rbdgate target}. */
public final class TargetNoun implements Noun {

    @Override
    public String name() {
        return "target";
    }

    @Override
    public String summary() {
        return "iSCSI targets.";
    }

    @Override
    public List<Verb> verbs() {
        return List.of(
                new TargetList(),
                new TargetShow(),
                new TargetCreate(),
                new TargetSet(),
                new TargetRemove());
    }
}
