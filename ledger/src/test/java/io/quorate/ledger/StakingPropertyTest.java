package io.quorate.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.validators.Line;
import io.quorate.ledger.validators.ValidatorAccount;
import io.quorate.ledger.validators.ValidatorStatus;
import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of stake, sets and the line whatever validators do, and however they misbehave. */
class StakingPropertyTest {
    private StakingChain chain = StakingChain.of(1);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whateverValidatorsDoTheInvariantsHold(long seed) {
        Random random = new Random(seed);
        RandomStaking staking = new RandomStaking(random);
        chain = staking.chain();
        for (int step = 0; step < 150; step++) {
            String what = "seed " + seed + ", step " + step;
            if (random.nextInt(5) == 0) {
                Map<PublicKey, ValidatorAccount> before = accounts();
                ValidatorSet ending = chain.set();
                chain.endEpoch();
                checkChange(what, ending, before);
            } else {
                staking.act();
            }
            checkState(what);
        }
    }

    private Map<PublicKey, ValidatorAccount> accounts() {
        Map<PublicKey, ValidatorAccount> all = new TreeMap<>();
        chain.queries().validators(0, 100).forEach(account -> all.put(account.account(), account));
        return all;
    }

    private void checkState(String what) {
        long stake = 0;
        for (ValidatorAccount account : accounts().values()) {
            stake += account.stake().units();
            assertThat(account.place().isPresent())
                    .as("%s: %s", what, account)
                    .isEqualTo(account.status().isWaiting());
            account.place()
                    .ifPresent(place -> assertThat(Line.at(chain.state(), place))
                            .as("%s: %s", what, account)
                            .contains(new Line.Waiting(account.account(), Line.Purpose.PLACE)));
        }
        assertThat(chain.queries().stakeTotals().stake().units()).as(what).isEqualTo(stake);
        for (Validator validator : chain.set().validators()) {
            ValidatorAccount account =
                    chain.queries().validatorOf(validator.key()).orElseThrow();
            assertThat(account.keys().map(ValidatorAccount.Keys::current))
                    .as("%s: %s", what, account)
                    .contains(validator.key());
        }
    }

    /** From one set to the next: who went, who came, what power moved. */
    private void checkChange(String what, ValidatorSet ending, Map<PublicKey, ValidatorAccount> before) {
        ValidatorSet next = chain.set();
        TreeMap<PublicKey, Long> powers = new TreeMap<>();
        for (Validator validator : next.validators()) {
            ValidatorAccount account =
                    chain.queries().validatorOf(validator.key()).orElseThrow();
            powers.put(account.account(), validator.power().units());
            assertThat(account.status().isJailed() && next.size() > 1)
                    .as("%s: %s is in the set", what, account)
                    .isFalse();
            assertThat(validator.leaderWeight())
                    .as(what)
                    .isEqualTo(account.standing().weight(validator.power(), chain.genesis.staking()));
        }
        List<Long> moved = new ArrayList<>();
        List<PublicKey> order = new ArrayList<>();
        for (ValidatorIndex index : ending.indexes()) {
            ValidatorAccount account =
                    chain.queries().validatorOf(ending.get(index).key()).orElseThrow();
            ValidatorStatus was =
                    before.getOrDefault(account.account(), account).status();
            Long power = powers.remove(account.account());
            if (power == null) {
                assertThat(was.isJailed() || was == ValidatorStatus.LEAVING)
                        .as("%s: %s left", what, account)
                        .isTrue();
                if (!was.isJailed()) {
                    moved.add(ending.get(index).power().units());
                }
            } else {
                order.add(account.account());
                long change = Math.abs(power - ending.get(index).power().units());
                if (change > 0 && !was.isJailed()) {
                    moved.add(change);
                }
            }
        }
        // Who is left of the powers joined.
        powers.forEach((account, power) -> {
            assertThat(before.getOrDefault(
                                    account, chain.queries().validator(account).orElseThrow())
                            .status())
                    .as("%s: %s joined", what, account)
                    .isIn(ValidatorStatus.JOINING, ValidatorStatus.UNJAILING);
            assertThat(power)
                    .isEqualTo(chain.queries()
                            .validator(account)
                            .orElseThrow()
                            .stake()
                            .units());
            moved.add(power);
        });
        long sum = moved.stream().mapToLong(Long::longValue).sum();
        assertThat(moved.size() <= 1 || 3 * sum <= ending.total().units())
                .as("%s: %s moved of %s", what, moved, ending)
                .isTrue();
        assertThat(next.validators().stream()
                        .limit(order.size())
                        .map(validator -> chain.queries()
                                .validatorOf(validator.key())
                                .orElseThrow()
                                .account())
                        .toList())
                .as("%s: who stays keeps its order", what)
                .isEqualTo(order);
    }
}
