package dev.rbdgate.cli.image;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Column;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.rest.RestPath;
import java.util.List;

final class ImageList implements Verb {

    @Override
    public String name() {
        return "ls";
    }

    @Override
    public String summary() {
        return "Lists images.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.optionalArgument("POOL", "Only this pool, or POOL/NAMESPACE.");
        syntax.example("rbdgate image ls").example("rbdgate image ls rbd -o json");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        String pool = arguments.optionalArgument(0);
        RestPath path = RestPath.of("images");
        if (pool != null) {
            String[] poolAndNamespace = pool.split("/", 2);
            path = path.query("pool", poolAndNamespace[0]);
            if (poolAndNamespace.length == 2) {
                path = path.query("namespace", poolAndNamespace[1]);
            }
        }
        context.list(
                path,
                "images",
                List.of(
                        Column.of("POOL", "pool"),
                        Column.of("NAMESPACE", "namespace"),
                        Column.of("NAME", "name"),
                        Column.number("SIZE", "sizeBytes"),
                        Column.number("USED", "usedBytes")));
    }
}
