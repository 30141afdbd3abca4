package io.quorate.simulator.time;

/** Mixes numbers into one: for fingerprints and seeds, where nobody attacks. */
public final class Mix {
    private Mix() {}

    /** The two, mixed. */
    public static long of(long state, long value) {
        long mixed = (state ^ value) * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
