package dev.rbdgate.cli.image;

import dev.rbdgate.cli.command.Noun;
import dev.rbdgate.cli.command.Verb;
import java.util.List;

/** {@code rbdgate image}. */
public final class ImageNoun implements Noun {

    @Override
    public String name() {
        return "image";
    }

    @Override
    public String summary() {
        return "Images in the store.";
    }

    @Override
    public List<Verb> verbs() {
        return List.of(
                new ImageList(),
                new ImageShow(),
                new ImageCreate(),
                new ImageSet(),
                new ImageRemove(),
                ImageFamily.children(),
                ImageFamily.flatten(),
                ImageContent.exporting(),
                ImageContent.importing());
    }
}
