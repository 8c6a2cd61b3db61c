/**
 * Ends of remarks that several answers share, word for word as real servers write them (Java `FAQUrl`).
 */
export const FAQ_HELP = '\nSee https://rocketmq.apache.org/docs/bestPractice/06FAQ for further details.';
