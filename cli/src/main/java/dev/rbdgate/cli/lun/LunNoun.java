package dev.rbdgate.cli.lun;

import dev.rbdgate.cli.command.Noun;
import dev.rbdgate.cli.command.Verb;
import java.util.List;

/** {@code rbdgate lun}. */
public final class LunNoun implements Noun {

    @Override
    public String name() {
        return "lun";
    }

    @Override
    public String summary() {
        return "The LUNs of a target: which image is which unit.";
    }

    @Override
    public List<Verb> verbs() {
        return List.of(
                new LunList(),
                new LunShow(),
                new LunCreate(),
                new LunSet(),
                new LunRemove(),
                new LunPersistentVolume());
    }
}
