package dev.rbdgate.rbd.image;

/**
 * What an open image's requests work with, as of one moment. Immutable, apart from the object
 * states, which follow the requests; replaced as a whole while no request runs.
 *
 * @param sizeBytes of the head, or of the snapshot that was opened
 */
record OpenState(ImageHeader header, long sizeBytes, Striper striper, ObjectIo objects) {

    /** The head of an image. */
    static OpenState head(ImageContexts contexts, ImageHeader header, ObjectStates states) {
        Striper striper = header.striper();
        ObjectIo objects =
                new ObjectIo(
                        contexts.data().withSnapContext(header.snapContext()),
                        header.names(),
                        states,
                        striper.objectBytes());
        return new OpenState(header, header.sizeBytes(), striper, objects);
    }
}
