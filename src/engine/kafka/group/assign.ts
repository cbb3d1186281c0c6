/**
 * Who of a group's members reads which partition. `owners` holds one byte for each partition (the
 * consumer's number, `NOBODY` for none), `members` one for each member, sorted. The sticky ones
 * find the present owners in `owners` and move as few as an even spread allows.
 */

export const NOBODY: u32 = 255;

/** In the order of the setting. */
export const enum Assignment {
	Range = 0,
	RoundRobin,
	Sticky,
	Cooperative
}

/** Contiguous blocks; the first members get one more if it does not come out even (K20). */
export function assignRange(owners: usize, partitions: u32, members: usize, count: u32): void {
	// 0.8: the session of the one that works it out can have ended meanwhile.
	if (count == 0) {
		memory.fill(owners, <u8>NOBODY, partitions);
		return;
	}
	const least = partitions / count;
	const larger = partitions % count;
	let partition: u32 = 0;
	for (let index: u32 = 0; index < count; index++) {
		const share = least + (index < larger ? 1 : 0);
		const member = load<u8>(members + <usize>index);
		for (let taken: u32 = 0; taken < share; taken++) {
			store<u8>(owners + <usize>partition, member);
			partition++;
		}
	}
}

/** In turn. */
function assignRoundRobin(owners: usize, partitions: u32, members: usize, count: u32): void {
	for (let partition: u32 = 0; partition < partitions; partition++) {
		store<u8>(owners + <usize>partition, load<u8>(members + <usize>(partition % count)));
	}
}

const held = new StaticArray<u32>(256);

/** Everybody keeps what an even spread leaves it; the rest goes to whoever has least. */
function assignSticky(owners: usize, partitions: u32, members: usize, count: u32): void {
	const least = partitions / count;
	let larger = partitions % count;
	for (let index = 0; index < held.length; index++) unchecked((held[index] = u32.MAX_VALUE));
	for (let index: u32 = 0; index < count; index++) held[load<u8>(members + <usize>index)] = 0;
	for (let partition: u32 = 0; partition < partitions; partition++) {
		const owner = load<u8>(owners + <usize>partition);
		const share = owner == <u8>NOBODY ? u32.MAX_VALUE : held[owner];
		if (share < least || (share == least && larger > 0)) {
			if (share == least) larger--;
			held[owner] = share + 1;
		} else {
			store<u8>(owners + <usize>partition, <u8>NOBODY);
		}
	}
	for (let partition: u32 = 0; partition < partitions; partition++) {
		if (load<u8>(owners + <usize>partition) != <u8>NOBODY) continue;
		const poorest = poorestOf(members, count);
		store<u8>(owners + <usize>partition, poorest);
		held[poorest] = held[poorest] + 1;
	}
}

function poorestOf(members: usize, count: u32): u8 {
	let poorest = load<u8>(members);
	for (let index: u32 = 1; index < count; index++) {
		const member = load<u8>(members + <usize>index);
		if (held[member] < held[poorest]) poorest = member;
	}
	return poorest;
}

export function assign(
	kind: i32,
	owners: usize,
	partitions: u32,
	members: usize,
	count: u32
): void {
	assert(count > 0, 'a group without members assigns nothing');
	switch (kind) {
		case Assignment.Range:
			assignRange(owners, partitions, members, count);
			break;
		case Assignment.RoundRobin:
			assignRoundRobin(owners, partitions, members, count);
			break;
		default:
			assignSticky(owners, partitions, members, count);
	}
}

/**
 * Cooperative: what is to move from a member that is still there is given to nobody in this round,
 * for its owner has to let go of it first. Returns whether another round must follow.
 */
export function withholdMoving(
	owners: usize,
	before: usize,
	partitions: u32,
	members: usize,
	count: u32
): bool {
	let moving = false;
	for (let partition: u32 = 0; partition < partitions; partition++) {
		const owner = load<u8>(before + <usize>partition);
		if (owner == load<u8>(owners + <usize>partition) || !isAmong(owner, members, count)) continue;
		store<u8>(owners + <usize>partition, <u8>NOBODY);
		moving = true;
	}
	return moving;
}

function isAmong(owner: u8, members: usize, count: u32): bool {
	for (let index: u32 = 0; index < count; index++) {
		if (load<u8>(members + <usize>index) == owner) return true;
	}
	return false;
}
