/** Words as people write them, and what they meant. May depend on Jackson, and on nothing of ours. */
@org.jspecify.annotations.NullMarked
package io.quorate.client.text;
