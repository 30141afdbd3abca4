package io.quorate.ledger.decisions;

import java.util.List;

/** Who may vote on a decision. Immutable. */
public sealed interface Electorate {
    /** The largest electorate. */
    int MAX_SIZE = 1000;

    /** How many instances may vote. */
    int size();

    /** Whether a number can be the size of an electorate. */
    static boolean isSize(int size) {
        return size >= 1 && size <= MAX_SIZE;
    }

    /**
     * The first registered instances to vote, or to commit.
     *
     * @param total how many, 1 to {@link #MAX_SIZE}
     */
    record Open(int total) implements Electorate {
        /**
         * Checks the range.
         *
         * @throws IllegalArgumentException if the total is out of range
         */
        public Open {
            requireSize(total, "totalInstances is");
        }

        @Override
        public int size() {
            return total;
        }
    }

    /**
     * These instances and no others.
     *
     * @param instances their ids, 1 to {@link #MAX_SIZE}; whatever order they are given in, kept in that of their ids
     */
    record Listed(List<String> instances) implements Electorate {
        /**
         * Sorts a copy of the list.
         *
         * @throws IllegalArgumentException if it is empty, too long, or names an instance twice
         */
        public Listed {
            instances = instances.stream().sorted().toList();
            requireSize(instances.size(), "an electorate lists");
            for (int i = 1; i < instances.size(); i++) {
                if (instances.get(i).equals(instances.get(i - 1))) {
                    throw new IllegalArgumentException("an electorate lists an instance twice");
                }
            }
        }

        @Override
        public int size() {
            return instances.size();
        }
    }

    private static void requireSize(int size, String what) {
        if (!isSize(size)) {
            throw new IllegalArgumentException(what + " from 1 to " + MAX_SIZE + ", not " + size);
        }
    }
}
