/** The names of the commands; for ever, as shortcuts and other extensions use them. */
export namespace CommandIDs {
  export const showPanel = 'dl-curriculum:show-panel';
  export const continueNext = 'dl-curriculum:continue';
  export const whatNext = 'dl-curriculum:what-next';
  export const openItem = 'dl-curriculum:open-item';
  export const markDone = 'dl-curriculum:mark-done';
  export const markNotDone = 'dl-curriculum:mark-not-done';
  export const skip = 'dl-curriculum:skip';
  export const takeUp = 'dl-curriculum:take-up';
  export const park = 'dl-curriculum:park';
  export const bringBack = 'dl-curriculum:bring-back';
  export const details = 'dl-curriculum:details';
  export const chooseRoutes = 'dl-curriculum:choose-routes';
  export const setGoal = 'dl-curriculum:set-goal';
  export const exportProgress = 'dl-curriculum:export-progress';
  export const importProgress = 'dl-curriculum:import-progress';
  export const openWorkspace = 'dl-curriculum:open-workspace';
  export const startOver = 'dl-curriculum:start-over';
  export const putBack = 'dl-curriculum:put-cell-back';
  export const earlierVersions = 'dl-curriculum:earlier-versions';
  export const restoreVersion = 'dl-curriculum:restore-version';
  export const seeNew = 'dl-curriculum:see-new';
  export const locateCopy = 'dl-curriculum:locate-copy';
  export const showCell = 'dl-curriculum:show-cell';
  export const refresh = 'dl-curriculum:refresh';
}

/** Of commands that are there only where notebooks are. */
export namespace HelpCommandIDs {
  export const showHint = 'dl-curriculum:show-hint';
  export const goToCheck = 'dl-curriculum:go-to-check';
  export const restoreCheck = 'dl-curriculum:restore-check';
}

/** The names of those about runs from a clean start and solutions. */
export namespace CheckIDs {
  export const checkFresh = 'dl-curriculum:check-from-clean-start';
  export const cancelRun = 'dl-curriculum:cancel-check';
  export const showRun = 'dl-curriculum:show-check';
  export const dismissRun = 'dl-curriculum:dismiss-check';
  export const goToCell = 'dl-curriculum:go-to-cell';
  export const showSolution = 'dl-curriculum:show-solution';
  export const sameCell = 'dl-curriculum:go-to-same-cell';
  export const compare = 'dl-curriculum:compare-with-solution';
}

/** The names of those about what computes here. */
export namespace MachineIDs {
  export const showMachine = 'dl-curriculum:show-machine';
  export const chooseKernel = 'dl-curriculum:change-kernel';
  export const install = 'dl-curriculum:install-missing';
  export const openSmaller = 'dl-curriculum:open-smaller';
  export const lookAgain = 'dl-curriculum:look-into-kernels';
  export const copyText = 'dl-curriculum:copy-text';
  export const shutDown = 'dl-curriculum:shut-down-notebooks';
}

/** The arguments of a command on an item. */
export const itemArgs = {
  type: 'object',
  properties: {
    curriculum: {
      type: 'string',
      description: 'The curriculum; the one shown where left out.'
    },
    item: {
      type: 'string',
      description: 'The item; the next one to do where left out.'
    },
    reason: {
      type: 'string',
      description: 'Of skip: why. Asked for where left out.'
    },
    until: {
      type: 'string',
      description: 'Of park: the day, as YYYY-MM-DD. Asked for where left out.'
    }
  }
};
