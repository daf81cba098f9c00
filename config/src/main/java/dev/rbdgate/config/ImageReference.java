package dev.rbdgate.config;

/**
 * The image behind a LUN, as it was when it was mapped.
 *
 * @param namespace empty for the default one
 * @param imageId the image's own id: another image under the same name has another one
 */
public record ImageReference(String pool, String namespace, String name, String imageId) {

    /** {@code pool[/namespace]/name}. */
    public String path() {
        return namespace.isEmpty() ? pool + "/" + name : pool + "/" + namespace + "/" + name;
    }
}
