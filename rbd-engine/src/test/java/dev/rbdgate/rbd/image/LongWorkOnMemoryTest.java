package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.store.MemoryObjectStore;
import dev.rbdgate.rbd.store.ObjectStore;

final class LongWorkOnMemoryTest extends LongWorkContract {
    @Override
    ObjectStore openStore() {
        return new MemoryObjectStore();
    }
}
