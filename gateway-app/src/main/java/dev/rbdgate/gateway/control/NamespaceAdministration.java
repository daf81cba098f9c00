package dev.rbdgate.gateway.control;

import dev.rbdgate.rbd.image.Images;
import java.util.List;

/** Namespaces of pools: images of the same name in another namespace are other images. */
public final class NamespaceAdministration {

    private final Images images;
    private final AuditTrail audit;

    NamespaceAdministration(Images images, AuditTrail audit) {
        this.images = images;
        this.audit = audit;
    }

    /** In order, without the default one. */
    public List<String> list(String pool) {
        return Waiting.on(images.namespaces().list(pool));
    }

    public String get(String pool, String name) {
        if (!list(pool).contains(name)) {
            throw RefusedException.notFound("pool %s has no namespace '%s'".formatted(pool, name));
        }
        return name;
    }

    /** Makes a namespace; one that is there is no change. */
    public Result<String> create(String actor, String pool, String name) {
        if (list(pool).contains(name)) {
            return new Result<>(name, false);
        }
        Waiting.on(images.namespaces().create(pool, name));
        audit.note(actor, "namespace.create", pool + "/" + name, "");
        return new Result<>(name, true);
    }

    /** Removes an empty namespace. */
    public void remove(String actor, String pool, String name) {
        var _ = get(pool, name);
        Waiting.on(images.namespaces().remove(pool, name));
        audit.note(actor, "namespace.delete", pool + "/" + name, "");
    }
}
