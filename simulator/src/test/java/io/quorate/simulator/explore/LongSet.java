package io.quorate.simulator.explore;

/** A set of positive longs: open addressing, eight bytes a place. */
final class LongSet {
    private static final int FIRST = 1 << 16;

    private long[] places = new long[FIRST];
    private int size;

    /** Adds one; whether it is new. */
    boolean add(long value) {
        if (size * 2L >= places.length) {
            grow();
        }
        int place = place(value);
        if (places[place] == value) {
            return false;
        }
        places[place] = value;
        size++;
        return true;
    }

    int size() {
        return size;
    }

    private int place(long value) {
        long mixed = value * 0x9E3779B97F4A7C15L;
        int place = (int) ((mixed ^ (mixed >>> 32)) & (places.length - 1));
        while (places[place] != 0 && places[place] != value) {
            place = (place + 1) & (places.length - 1);
        }
        return place;
    }

    private void grow() {
        long[] before = places;
        places = new long[before.length * 2];
        for (long value : before) {
            if (value != 0) {
                places[place(value)] = value;
            }
        }
    }
}
