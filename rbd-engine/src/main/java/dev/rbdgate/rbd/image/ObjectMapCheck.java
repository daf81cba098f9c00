package dev.rbdgate.rbd.image;

import java.util.List;

/** How an image's object maps compare with its objects. */
public record ObjectMapCheck(List<Report> maps) {

    public ObjectMapCheck {
        maps = List.copyOf(maps);
    }

    /**
     * One map.
     *
     * @param of the snapshot's name, or empty for the head
     * @param valid whether it is there, long enough and not flagged
     * @param wrong objects about which it must not be believed: they exist and it says that they do
     *     not, or they have changed and it says that they have not
     * @param firstWrong the first of them; -1 if there is none
     * @param pessimistic objects of which it fears more than is the case, which does no harm
     */
    public record Report(String of, boolean valid, long wrong, long firstWrong, long pessimistic) {}

    /** Whether all maps may be believed. */
    public boolean clean() {
        return maps.stream().allMatch(map -> map.valid() && map.wrong() == 0);
    }
}
