export { decideProfile, type ProfileRule, readProfile, type SecondOpinion } from './second/decide-profile.ts';
