package dev.rbdgate.gateway.control;

import dev.rbdgate.rbd.image.ImageInfo;
import java.util.List;

/** An image and where it is mapped. */
public record ImageDetails(ImageInfo info, List<MappedAt> luns) {

    /** A LUN that shows the image. */
    public record MappedAt(String target, int lun, boolean readOnly) {}
}
