"""Pieces of reports in which something is wrong, each with the check that should say so. Written before any rule."""

from tests.reporting.core.lint.snippets import Snippet

OLDER = ("20260114",)

WRONG: tuple[tuple[str, Snippet], ...] = (
    # Left and right against what is linked.
    ("laterality", Snippet("Solid nodule in the left upper lobe, {8.0 mm|8.0 mm|R}.")),
    ("laterality", Snippet("Right renal cyst: {23.0 mm|23.0 mm|L}.")),
    ("laterality", Snippet("Left-sided subdural hematoma {9.0 mm|9.0 mm|R}.")),
    ("laterality", Snippet("Mass in the RLL, {31.0 mm|31.0 mm|L}.")),
    ("laterality", Snippet("Right pleural effusion of {22.0 mm|22.0 mm|L}, left lung clear.")),
    ("laterality", Snippet("Adrenal nodule on the right measuring {14.0 mm|14.0 mm|L}.")),
    ("laterality", Snippet("No change.", "Left meningioma, {23.0 mm|23.0 mm|R}.", priors=OLDER)),
    (
        "laterality",
        Snippet("Lesion in the left peripheral zone, {12.0 mm|12.0 mm|R}, PI-RADS 4.", age="066Y"),
    ),
    (
        "laterality",
        Snippet("Nodule right {7.0 mm|7.0 mm|R}. Further nodule, also right, {5.0 mm|5.0 mm|L}."),
    ),
    ("laterality", Snippet("Joint effusion of the left knee.", "Effusion.", examined="R")),
    ("laterality", Snippet("Tear of the medial meniscus.", "Medial meniscal tear, left knee.", examined="R")),
    ("laterality", Snippet("Osteoarthritis of the right hip joint.", examined="L")),
    ("laterality", Snippet("Cyst in the left kidney {23.0 mm|23.0 mm|R}.", sex="F")),
    ("laterality", Snippet("Nodule in the LUL {9.0 mm|9.0 mm|R}.")),
    # Sex.
    ("sex", Snippet("The prostate is enlarged, volume 47 ml.", sex="F")),
    ("sex", Snippet("Seminal vesicles are unremarkable.", sex="F")),
    ("sex", Snippet("Both testes are of normal size.", sex="F")),
    ("sex", Snippet("The uterus is of normal size.", sex="M")),
    ("sex", Snippet("Physiological follicle in the right ovary.", sex="M")),
    ("sex", Snippet("Status post hysterectomy.", sex="M")),
    ("sex", Snippet("Postmenopausal patient.", sex="M")),
    ("sex", Snippet("The endometrium measures 5 mm.", sex="M")),
    ("sex", Snippet("She reports pain in the right flank.", sex="M")),
    ("sex", Snippet("He has a history of smoking.", sex="F")),
    ("sex", Snippet("This 60-year-old woman presents with cough.", sex="M")),
    ("sex", Snippet("Male patient with flank pain.", sex="F")),
    ("sex", Snippet("Intrauterine gestation of 7 weeks.", sex="M")),
    # Age.
    ("age", Snippet("This 45-year-old patient has a history of trauma.", age="060Y")),
    ("age", Snippet("Open physes, no fracture.", age="060Y")),
    ("age", Snippet("Normal thymus, as is usual in an infant.", age="060Y")),
    ("age", Snippet("Age-related atrophy in an elderly patient.", age="019Y")),
    ("age", Snippet("Normal cranial ultrasound of a preterm neonate.", age="034Y")),
    ("age", Snippet("Postmenopausal; endometrium thin.", sex="F", age="021Y")),
    ("age", Snippet("Senile osteoporosis.", age="024Y")),
    # A comparison that was not opened, or is none.
    ("comparison", Snippet("Compared with the prior CT, the nodule is larger.")),
    ("comparison", Snippet("In comparison to the previous examination there is progression.")),
    ("comparison", Snippet("Clear lungs.", comparison="CT of 2025-12-24.", priors=OLDER)),
    ("comparison", Snippet("Compared with 2026-01-15 no new lesion.", priors=OLDER)),
    ("comparison", Snippet("The effusion has decreased since the last study.", priors=OLDER, opened=())),
    ("comparison", Snippet("Clear lungs.", comparison="MR 24.12.2025", priors=OLDER)),
    ("comparison", Snippet("Clear lungs.", comparison="CT chest of 12 March 2025.", priors=OLDER)),
    ("comparison", Snippet("Larger than on 2026-01-14.", priors=OLDER, opened=())),
    # No change, and yet it changed.
    ("no-change", Snippet("Nodule {12.0 mm|12.0 mm|R|8.0}, unchanged.", priors=OLDER)),
    ("no-change", Snippet("Stable nodule in the right upper lobe, {15.0 mm|15.0 mm|R|9.0}.", priors=OLDER)),
    ("no-change", Snippet("No significant change of the mass {42.0 mm|42.0 mm|R|31.0}.", priors=OLDER)),
    ("no-change", Snippet("The node measures 18 mm, previously 11 mm, stable.", priors=OLDER)),
    ("no-change", Snippet("Aneurysm {58.0 mm}, unchanged (51 mm on 2026-01-14).", priors=OLDER)),
    ("no-change", Snippet("Constant size of the lesion, {20.0 mm|20.0 mm|L|29.0}.", priors=OLDER)),
    ("no-change", Snippet("Nodule with no interval growth: {11.0 mm|11.0 mm|R|7.0}.", priors=OLDER)),
    # Findings and impression deny each other.
    ("contradiction", Snippet("No pneumothorax.", "Left pneumothorax.")),
    ("contradiction", Snippet("Small right apical pneumothorax.", "No pneumothorax.")),
    ("contradiction", Snippet("No pleural effusion.", "Bilateral pleural effusions.")),
    ("contradiction", Snippet("Acute fracture of the distal radius.", "No fracture.")),
    ("contradiction", Snippet("No filling defect, no pulmonary embolism.", "Acute pulmonary embolism.")),
    (
        "contradiction",
        Snippet("Thickened appendix with fat stranding: appendicitis.", "No evidence of appendicitis."),
    ),
    ("contradiction", Snippet("There is no hydronephrosis.", "Hydronephrosis on the left.")),
    (
        "contradiction",
        Snippet("Intracranial hemorrhage in the left basal ganglia.", "No intracranial hemorrhage."),
    ),
    ("contradiction", Snippet("No lymphadenopathy.", "Mediastinal lymphadenopathy.")),
    ("contradiction", Snippet("No midline shift.", "Subdural hematoma with midline shift.")),
    (
        "contradiction",
        Snippet("The lungs are without consolidation.", "Consolidation in the right lower lobe."),
    ),
    # A number without a unit.
    ("unit", Snippet("The nodule measures 8.")),
    ("unit", Snippet("Lesion of 2.3 x 1.4 in segment VII.")),
    ("unit", Snippet("Cyst measuring 23 in the left kidney.")),
    ("unit", Snippet("Diameter 5.2, previously 4.9 cm.", priors=OLDER)),
    ("unit", Snippet("Short axis of 14 in the subcarinal station.")),
    ("unit", Snippet("Liver cyst, 3.1 × 2.2 × 2.0.")),
    # The number is another than that measured.
    ("number", Snippet("Nodule {12.0 mm|8.0 mm}.")),
    ("number", Snippet("Nodule {8.0 cm|8.0 mm}.")),
    ("number", Snippet("The aorta measures {14.3 mm|41.3 mm}.")),
    ("number", Snippet("Lesion {1.4 mm|14.0 mm}.")),
    ("number", Snippet("Cobb angle {42.0 °|24.0 °}.")),
    ("number", Snippet("Mass of {31 mm|13.0 mm}, spiculated.")),
    # Nothing written, or twice.
    ("impression", Snippet("Nodule in the right upper lobe.", "")),
    ("impression", Snippet("No abnormality.", "   ")),
    ("empty-section", Snippet("", "Normal chest radiograph.")),
    ("doubled-word", Snippet("There is is a nodule in the lung.")),
    ("doubled-word", Snippet("No evidence of of metastases.")),
    ("doubled-word", Snippet("The the heart is normal.")),
    # Another patient (the patient is Doe, Jane, born 1961-02-03 or at the age given; studied 2026-05-04).
    ("identity", Snippet("Patient name: Smith, John.", sex="F")),
    ("identity", Snippet("Mrs Smith has had a fall.", sex="F")),
    ("identity", Snippet("Clear lungs.", indication="Patient ID: P22. Cough.")),
    ("identity", Snippet("Date of birth: 1944-07-01. Clear lungs.")),
    ("identity", Snippet("Examination date: 2026-03-04. Clear lungs.")),
)
