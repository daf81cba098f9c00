package dev.rbdgate.cli.command;

import dev.rbdgate.cli.rest.RestPath;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * {@code ls}: everything of one list.
 *
 * @param path of the list, with the filters that were given
 * @param plural of what is listed, for "no …"
 */
public record ListVerb(
        String summary,
        Consumer<Syntax> declaration,
        Function<Arguments, RestPath> path,
        String plural,
        List<Column> columns)
        implements Verb {

    @Override
    public String name() {
        return "ls";
    }

    @Override
    public void declare(Syntax syntax) {
        declaration.accept(syntax);
    }

    @Override
    public void run(Arguments arguments, Context context) {
        context.list(path.apply(arguments), plural, columns);
    }
}
