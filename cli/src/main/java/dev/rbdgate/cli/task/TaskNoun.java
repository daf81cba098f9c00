package dev.rbdgate.cli.task;

import dev.rbdgate.cli.command.Noun;
import dev.rbdgate.cli.command.Verb;
import java.util.List;

/** {@code rbdgate task}. */
public final class TaskNoun implements Noun {

    @Override
    public String name() {
        return "task";
    }

    @Override
    public String summary() {
        return "Long work: deletions and what else takes its time.";
    }

    @Override
    public List<Verb> verbs() {
        return List.of(new TaskList(), new TaskShow(), new TaskRemove());
    }
}
