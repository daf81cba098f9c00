package dev.rbdgate.cli.lock;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Noun;
import dev.rbdgate.cli.command.Removal;
import dev.rbdgate.cli.command.ShowVerb;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.names.ImageReference;
import dev.rbdgate.cli.rest.RestPath;
import java.util.List;

/** {@code rbdgate lock}. */
public final class LockNoun implements Noun {

    @Override
    public String name() {
        return "lock";
    }

    @Override
    public String summary() {
        return "Exclusive locks: which client of the store may write to an image.";
    }

    @Override
    public List<Verb> verbs() {
        return List.of(
                new ShowVerb(
                        "Shows who has an image's lock and who has it open.",
                        syntax ->
                                syntax.argument("IMAGE", ImageReference.HELP)
                                        .example("rbdgate lock show rbd/demo"),
                        LockNoun::path),
                new Removal(
                        "Takes the lock from its owner, who is shut out of the store first.",
                        syntax ->
                                syntax.argument("IMAGE", ImageReference.HELP)
                                        .example("rbdgate lock rm rbd/demo"),
                        LockNoun::path,
                        arguments -> "broke the lock of image " + arguments.argument(0)));
    }

    private static RestPath path(Arguments arguments) {
        return ImageReference.parse(arguments.argument(0)).path("lock");
    }
}
